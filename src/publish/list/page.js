'use strict';
// The page of the published list: what is typed or scanned here is stretched here, and looked up in the files beside the page.
// It leaves this machine in no form but the first characters of a hash, as the name of a file of the list.
// Without a document, only the functions are there: tests call them.

const laurea = (() => {
  // ── What was typed; the rules are those of typed.rs ──

  const PREFIX = 'laurea:2:';
  const NO_NUMBER = '-';
  const BLANKS = '\\t-\\r \\u0085\\u00a0\\u00ad\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2064\\u3000\\ufeff';
  const BLANK = new RegExp(`[${BLANKS}]`, 'gu');
  const BETWEEN = new RegExp(`[${BLANKS}:;,]+`, 'u');
  const LOOKS = {
    'О': '0', 'O': '0', 'I': '1', 'L': '1', 'І': '1', 'З': '3', 'А': 'A', 'В': 'B', 'Е': 'E', 'Ј': 'J', 'К': 'K', 'М': 'M',
    'Н': 'H', 'Р': 'P', 'С': 'C', 'Ѕ': 'S', 'Т': 'T', 'У': 'Y', 'Х': 'X', '\u2212': '-', '\\': '/', '\u2044': '/', '\u2215': '/',
  };

  const look = (c) => LOOKS[c] ?? (/[\u2010-\u2015]/u.test(c) ? '-' : c);

  const fold = (text) => [...text.toUpperCase().replace(BLANK, '').replaceAll('№', '')].map(look).join('');

  const checkOf = (text) => {
    const check = fold(text).replaceAll('-', '');
    return /^[0-9A-HJKMNP-TV-Z]{8}$/u.test(check) ? check : null;
  };

  const whole = (rest) => {
    const parts = rest.split(':');
    if (parts.length > 1 && /^[pP][0-9]{1,3}$/u.test(parts[parts.length - 1])) parts.pop();
    if (parts.length < 4) return null;
    const [institution, kind] = parts;
    const check = checkOf(parts[parts.length - 1]);
    const number = fold(parts.slice(2, -1).join(':')) || NO_NUMBER;
    return check && institution && kind ? { institution, kind: kind.toLowerCase(), number, check } : null;
  };

  const short = (text) => {
    const words = text.split(BETWEEN).filter((word) => fold(word) !== '');
    const code = (checkWords, numberWords) => {
      const check = checkOf(checkWords.join(''));
      const number = fold(numberWords.join('')) || null;
      return check && { institution: null, kind: null, number, check };
    };
    for (let at = words.length - 1; at >= 0; at -= 1) {
      const read = code(words.slice(at), words.slice(0, at));
      if (read) return read;
    }
    for (let at = 1; at <= words.length; at += 1) {
      const read = code(words.slice(0, at), words.slice(at));
      if (read) return read;
    }
    return null;
  };

  /** The code in a text, or null. */
  const readCode = (text) => {
    const bare = text.replace(BLANK, '');
    const at = bare.replace(/[A-Z]/gu, (c) => c.toLowerCase()).indexOf(PREFIX);
    return at < 0 ? short(text) : whole(bare.slice(at + PREFIX.length));
  };

  /** The code as typed.rs shows it. */
  const shown = ({ institution, kind, number, check }) => {
    if (institution) return `${PREFIX}${institution}:${kind}:${number}:${check}`;
    return number ? `${number} ${check}` : check;
  };

  // ── SHA-256 (FIPS 180-4), HMAC (RFC 2104), PBKDF2 (RFC 8018): crypto.subtle is not there on every page ──

  const ROUND = new Int32Array([
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ]);
  const START = new Int32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ]);
  const schedule = new Int32Array(64);

  /** Takes a block, the first sixteen words of `schedule`, into a state. */
  const compress = (state) => {
    const w = schedule;
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0;
      d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  };

  const bytesOf = (state) => {
    const bytes = new Uint8Array(32);
    const view = new DataView(bytes.buffer);
    state.forEach((word, at) => view.setInt32(4 * at, word));
    return bytes;
  };

  const joined = (parts) => {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => { bytes.set(part, at); return at + part.length; }, 0);
    return bytes;
  };

  const utf8 = (text) => new TextEncoder().encode(text);

  const sha256 = (message) => {
    const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
    padded.set(message);
    padded[message.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(message.length / 0x20000000));
    view.setUint32(padded.length - 4, message.length << 3);
    const state = START.slice();
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 16; i += 1) schedule[i] = view.getInt32(at + 4 * i);
      compress(state);
    }
    return bytesOf(state);
  };

  const keyBlock = (key, pad) => {
    const block = new Uint8Array(64);
    block.set(key.length > 64 ? sha256(key) : key);
    return block.map((byte) => byte ^ pad);
  };

  const hmac = (key, parts) => {
    const inner = sha256(joined([keyBlock(key, 0x36), ...parts]));
    return sha256(joined([keyBlock(key, 0x5c), inner]));
  };

  /** The state of a hash after the padded key. */
  const padded = (key, pad) => {
    const view = new DataView(keyBlock(key, pad).buffer);
    const state = START.slice();
    for (let i = 0; i < 16; i += 1) schedule[i] = view.getInt32(4 * i);
    compress(state);
    return state;
  };

  /** A hash that began with a padded key and ends with eight words more, written over those. */
  const hashOn = (start, words) => {
    schedule.set(words);
    schedule[8] = 0x80000000;
    schedule.fill(0, 9, 15);
    schedule[15] = 768;
    words.set(start);
    compress(words);
  };

  /** The key of a code. `pause` is waited for now and then, so that the page stays alive. */
  const stretch = async (code, salt, rounds, pause = async () => {}) => {
    const [inner, outer] = [0x36, 0x5c].map((pad) => padded(code, pad));
    const first = new DataView(hmac(code, [salt, new Uint8Array([0, 0, 0, 1])]).buffer);
    const last = new Int32Array(8).map((_, at) => first.getInt32(4 * at));
    const sum = last.slice();
    for (let round = 1; round < rounds; round += 1) {
      hashOn(inner, last);
      hashOn(outer, last);
      for (let i = 0; i < 8; i += 1) sum[i] ^= last[i];
      if (round % 4096 === 0) await pause(round / rounds);
    }
    return bytesOf(sum);
  };

  // ── Records; as in record.rs ──

  const [TAG, KIND, RECORD] = [12, 4, 33];
  const STATES = { 1: 'holds', 2: 'annulled', 3: 'replaced' };

  const fromHex = (text) => new Uint8Array(text.match(/../gu).map((pair) => parseInt(pair, 16)));
  const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const isSame = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

  const secretOf = (institution, number, check) => `laurea 2\n${institution}\n${number ?? NO_NUMBER}\n${check}`;

  const derived = (key, epoch, what, of) => hmac(key, [utf8(`${what}\n`), epoch, utf8(of)]);

  /** The record of a tag among those of a file; undefined where there is none. */
  const find = (written, tag) => {
    const bytes = Uint8Array.from(atob(written), (c) => c.charCodeAt(0));
    for (let at = 0; at + RECORD <= bytes.length; at += RECORD) {
      if (isSame(bytes.subarray(at, at + TAG), tag)) return bytes.subarray(at, at + RECORD);
    }
    return undefined;
  };

  /** What a list says of a code: a state, 'altered', 'unknown', 'number' or 'institution'. `load` gives the records of a file. */
  const ask = async (list, code, load, pause) => {
    if (code.institution && code.institution !== list.institution) return 'institution';
    const said = code.number === NO_NUMBER ? null : code.number;
    const tried = said ? [said, ...(code.kind ? [] : [null])] : [null];
    const epoch = fromHex(list.epoch);
    for (const number of tried) {
      const secret = utf8(secretOf(list.institution, number, code.check));
      const key = await stretch(secret, fromHex(list.salt), list.rounds, pause);
      const made = derived(key, epoch, 'record', '');
      const tag = made.slice(0, TAG);
      const record = find(await load(toHex(tag).slice(0, list.digits)), tag);
      if (record) {
        const kind = record.subarray(TAG + 1, TAG + 1 + KIND);
        if (code.kind && !isSame(kind, derived(key, epoch, 'kind', code.kind).slice(0, KIND))) return 'altered';
        return STATES[record[TAG] ^ made[TAG]] ?? 'broken';
      }
    }
    return code.kind || said ? 'unknown' : 'number';
  };

  return { ask, fold, hmac, readCode, sha256, shown, stretch, toHex, utf8 };
})();
globalThis.laurea = laurea;

if (typeof document !== 'undefined') {
  const at = (id) => document.getElementById(id);
  const [form, code, number, answer, video] = ['form', 'code', 'number', 'answer', 'video'].map(at);
  const records = new Map();
  let list = null;
  let asked = 0;
  let stream = null;

  // ── The files of the list are scripts: a page that was opened from a disk may load nothing else ──

  globalThis.laureaList = (parameters) => { list = parameters; };
  globalThis.laureaRecords = (place, written) => { records.set(place, written); };

  const load = (file) => new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = file;
    script.onload = () => { script.remove(); done(); };
    script.onerror = () => { script.remove(); failed(new Error(file)); };
    document.head.append(script);
  });

  const recordsOf = async (place) => {
    if (!records.has(place)) await load(`list/${list.epoch}/${place}.js`);
    if (!records.has(place)) throw new Error(place);
    return records.get(place);
  };

  // ── Answers ──

  const say = (state) => {
    answer.dataset.state = state;
    answer.replaceChildren(at(`said-${state}`).content.cloneNode(true));
  };

  const pause = (share) => new Promise((done) => {
    const progress = answer.querySelector('progress');
    if (progress) progress.value = share;
    setTimeout(done);
  });

  const check = async () => {
    const read = laurea.readCode(code.value);
    const typed = laurea.fold(number.value);
    asked += 1;
    const own = asked;
    code.setAttribute('aria-invalid', String(!read));
    if (!read) { say('malformed'); return; }
    if (!read.number && typed) read.number = typed;
    say('working');
    let state = 'broken';
    try {
      if (!list) await load('list.js');
      state = list && list.format === 1 ? await laurea.ask(list, read, recordsOf, pause) : 'broken';
    } catch { /* a file of the list is missing or no longer the one that the others are of */ }
    if (own === asked) say(state);
  };

  form.addEventListener('submit', (event) => { event.preventDefault(); check(); });

  const take = (text) => { code.value = text; check(); };

  // ── Squares, where the browser reads them ──

  const FORMATS = ['qr_code', 'data_matrix'];
  const squares = async (source) => {
    const known = await BarcodeDetector.getSupportedFormats();
    const found = await new BarcodeDetector({ formats: FORMATS.filter((format) => known.includes(format)) }).detect(source);
    return found.map((square) => square.rawValue).find((text) => laurea.readCode(text));
  };

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    at('camera').hidden = false;
    at('stop').hidden = true;
  };

  const watch = async () => {
    while (stream) {
      const text = await squares(video).catch(() => undefined);
      if (text && stream) { stop(); take(text); return; }
      await new Promise((done) => { setTimeout(done, 200); });
    }
  };

  const start = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      video.srcObject = stream;
      video.hidden = false;
      at('camera').hidden = true;
      at('stop').hidden = false;
      await video.play();
    } catch { stop(); say('camera'); return; }
    watch();
  };

  const picture = async (event) => {
    const [file] = event.target.files;
    event.target.value = '';
    if (!file) return;
    const text = await createImageBitmap(file).then(squares).catch(() => undefined);
    if (text) take(text);
    else say('picture');
  };

  const offer = async () => {
    const known = 'BarcodeDetector' in globalThis ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
    const reads = FORMATS.some((format) => known.includes(format));
    at('squares').hidden = !reads;
    at('no-squares').hidden = reads;
    at('camera').hidden = !navigator.mediaDevices?.getUserMedia;
  };

  at('camera').addEventListener('click', start);
  at('stop').addEventListener('click', stop);
  at('picture').addEventListener('change', picture);

  // ── Language ──

  const speak = (lang) => {
    document.documentElement.lang = lang;
    document.title = ['title', 'house'].map((id) => at(id).querySelector(`[lang="${lang}"]`).textContent).join(' – ');
    for (const button of document.querySelectorAll('.langs button')) button.setAttribute('aria-pressed', String(button.lang === lang));
  };
  for (const button of document.querySelectorAll('.langs button')) button.addEventListener('click', () => speak(button.lang));

  speak(navigator.language.toLowerCase().startsWith('bg') ? 'bg' : 'en');
  at('ask').hidden = false;
  offer();
  // A link may carry a code after its #; no browser sends that part to anybody.
  const linked = () => {
    try { if (location.hash.length > 1) take(decodeURIComponent(location.hash.slice(1))); } catch { /* no text */ }
  };
  addEventListener('hashchange', linked);
  linked();
}
