//! Looks for what must not be published, in every byte that can be unpacked: pages, scripts, tables, workbooks, PDF, pictures.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};
use std::process::Command;

use flate2::read::ZlibDecoder;
use laurea::model::{Egn, Lnch, jpeg_segments, transliterate};
use serde_json::Value;

use crate::house::{Files, pipe, text};

/// What must be in no published file.
#[derive(Debug, Default, Clone)]
pub struct Secrets {
    /// Names of people who did not agree, as the sheets have them.
    pub names: Vec<String>,
    /// Names of people who did; one that only looks like theirs is no leak.
    pub agreed: Vec<String>,
    /// Faculty numbers, numbers of the register and of forms, dates of birth: texts that mean somebody.
    pub numbers: Vec<String>,
}

impl Secrets {
    /// Everything a season holds of people; `agreed` are the faculty numbers of those who agreed.
    pub fn of(records: &[Value], entries: &[Value], agreed: &BTreeSet<String>) -> Self {
        let mut secrets = Self::default();
        for record in records {
            let parts = ["first_name", "middle_name", "last_name"].map(|part| text(&record[part]));
            let name = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            let number = text(&record["faculty_number"]);
            let side = if agreed.contains(&number) { &mut secrets.agreed } else { &mut secrets.names };
            side.extend([transliterate(&name), name]);
            secrets.numbers.push(number);
            if let Some([year, month, day]) = record["birth_date"].as_str().map(parts_of_day) {
                secrets.numbers.extend([format!("{day}.{month}.{year}"), format!("{year}-{month}-{day}")]);
            }
        }
        for entry in entries {
            secrets.numbers.extend(["number", "blank"].iter().filter_map(|part| entry[*part].as_str()).map(str::to_owned));
        }
        secrets.numbers.retain(|number| number.len() > 3);
        secrets
    }

    /// What of all this stands in some text.
    fn in_text(&self, words: &str) -> Vec<String> {
        let folded = folded(words);
        let of_agreed: BTreeSet<String> = self.agreed.iter().flat_map(|name| forms(name)).collect();
        let stands = |form: &String| folded.contains(&format!(" {form} "));
        let names = self.names.iter().flat_map(|name| forms(name)).filter(|form| !of_agreed.contains(form));
        let mut found: Vec<String> = names.filter(stands).map(|form| format!("the name {form}")).collect();
        let numbers = self.numbers.iter().map(|number| folded_words(number)).filter(stands);
        found.extend(numbers.map(|number| format!("the number {number}")));
        found.extend(identifiers(words).map(|number| format!("the identifier {number}")));
        found.extend(addresses(words));
        found
    }
}

fn parts_of_day(day: &str) -> [&str; 3] {
    let parts: Vec<&str> = day.split('-').collect();
    parts.try_into().unwrap_or_default()
}

/// What leaks, a line for each find with its file.
pub fn leaks(files: &Files, secrets: &Secrets) -> Vec<String> {
    let mut found = Vec::new();
    for (name, bytes) in files {
        let mut finds: Vec<String> = texts(name, bytes).iter().flat_map(|words| secrets.in_text(words)).collect();
        finds.extend(secrets.in_text(name));
        finds.extend(hidden_in_picture(bytes));
        finds.sort();
        finds.dedup();
        found.extend(finds.into_iter().map(|find| format!("{name}: {find}")));
    }
    found
}

/// Every text of a file, unpacked.
fn texts(name: &str, bytes: &[u8]) -> Vec<String> {
    if bytes.starts_with(b"%PDF-") {
        return texts_of_pdf(bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return texts_of_zip(bytes);
    }
    if bytes.starts_with(&[0xff, 0xd8]) {
        return Vec::new();
    }
    let plain = String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| panic!("{name} is of a form that nobody reads back"));
    // With its tags, for what stands in attributes, and without, for what is parted by them.
    let bare = without_tags(&plain);
    vec![without_entities(&plain), without_entities(&bare), plain]
}

fn texts_of_zip(bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let (name, mut content) = (entry.name().unwrap().into_owned(), Vec::new());
        entry.read_to_end(&mut content).unwrap();
        found.extend(texts(&name, &content));
        found.push(name);
    }
    found
}

/// The words on the pages in both orders poppler knows, the strings of objects (titles, bookmarks, alternative texts), unpacked
/// streams' strings, and the metadata.
fn texts_of_pdf(bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("published.pdf");
    std::fs::write(&path, bytes).unwrap();
    let mut found = Vec::new();
    for order in ["-raw", "-layout"] {
        let mut command = Command::new("pdftotext");
        command.args([order, "-enc", "UTF-8"]).arg(&path).arg("-");
        found.push(String::from_utf8(pipe(command, b"")).unwrap());
    }
    let (objects, streams) = parted(bytes);
    found.push(strings(&objects).join("\n"));
    for stream in streams {
        if stream.windows(8).any(|window| window == b"x:xmpmet" || window == b"<?xpacke") {
            let words = String::from_utf8(stream.clone()).unwrap();
            found.extend([without_entities(&without_tags(&words)), without_entities(&words)]);
        }
        found.push(strings(&stream).join("\n"));
    }
    found
}

/// The objects of a PDF without its streams, and the streams unpacked.
fn parted(bytes: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let find =
        |from: usize, words: &[u8]| bytes[from..].windows(words.len()).position(|window| window == words).map(|at| from + at);
    let (mut objects, mut streams, mut from) = (Vec::new(), Vec::new(), 0);
    while let Some(start) = find(from, b"stream") {
        let Some(end) = find(start, b"endstream") else { break };
        objects.extend_from_slice(&bytes[from..start]);
        let line = if bytes[start + 6..].starts_with(b"\r\n") { 2 } else { 1 };
        let packed = &bytes[start + 6 + line..end];
        let mut unpacked = Vec::new();
        let is_packed = ZlibDecoder::new(packed).read_to_end(&mut unpacked).is_ok() && !unpacked.is_empty();
        streams.push(if is_packed { unpacked } else { packed.to_vec() });
        from = end + b"endstream".len();
    }
    // The table of places at the end is of numbers with ten digits; it says nothing of anybody.
    let rest = &bytes[from..];
    let table = rest.windows(5).position(|window| window == b"xref\n").unwrap_or(rest.len());
    objects.extend_from_slice(&rest[..table]);
    (objects, streams)
}

/// The strings of PDF objects, whichever way they are written.
fn strings(bytes: &[u8]) -> Vec<String> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        match bytes[at] {
            b'(' => {
                let (string, next) = literal(bytes, at + 1);
                found.push(decoded(&string));
                at = next;
            }
            b'<' if bytes.get(at + 1) != Some(&b'<') => {
                let end = bytes[at..].iter().position(|byte| *byte == b'>').map_or(bytes.len(), |end| at + end);
                let digits: Vec<u8> = bytes[at + 1..end]
                    .iter()
                    .filter_map(|byte| char::from(*byte).to_digit(16))
                    .map(|digit| digit as u8)
                    .collect();
                found.push(decoded(&digits.chunks(2).map(|pair| pair[0] * 16 + pair.get(1).unwrap_or(&0)).collect::<Vec<u8>>()));
                at = end;
            }
            b'<' => at += 1,
            _ => {}
        }
        at += 1;
    }
    found
}

fn literal(bytes: &[u8], mut at: usize) -> (Vec<u8>, usize) {
    let (mut string, mut depth) = (Vec::new(), 1);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => {
                at += 1;
                let octal: Vec<u8> =
                    bytes[at..].iter().take(3).take_while(|byte| (b'0'..=b'7').contains(*byte)).copied().collect();
                if octal.is_empty() {
                    string.push(*bytes.get(at).unwrap_or(&b' '));
                } else {
                    string.push(octal.iter().fold(0_u8, |sum, digit| sum.wrapping_mul(8).wrapping_add(digit - b'0')));
                    at += octal.len() - 1;
                }
            }
            b'(' => depth += 1,
            b')' if depth == 1 => return (string, at),
            b')' => depth -= 1,
            byte => string.push(byte),
        }
        at += 1;
    }
    (string, at)
}

fn decoded(string: &[u8]) -> String {
    match string.strip_prefix(&[0xfe, 0xff]) {
        Some(wide) => String::from_utf16_lossy(
            &wide.chunks(2).map(|pair| u16::from_be_bytes([pair[0], *pair.get(1).unwrap_or(&0)])).collect::<Vec<_>>(),
        ),
        None => string.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn without_tags(words: &str) -> String {
    let mut rest = words;
    let mut bare = String::new();
    while let Some(open) = rest.find('<') {
        bare.push_str(&rest[..open]);
        bare.push(' ');
        let Some(close) = rest[open..].find('>') else { break };
        rest = &rest[open + close + 1..];
    }
    bare + rest
}

fn without_entities(words: &str) -> String {
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    named.iter().fold(words.to_owned(), |words, (entity, letter)| words.replace(entity, letter))
}

/// Letters and digits alone, small, words apart by one space, and a space at both ends.
fn folded(words: &str) -> String {
    format!(" {} ", folded_words(words))
}

fn folded_words(words: &str) -> String {
    let spaced: String = words.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    spaced.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The ways in which somebody's name may stand: as it is, family name first, and without the father's name.
fn forms(name: &str) -> Vec<String> {
    let folded = folded_words(name);
    let words: Vec<&str> = folded.split(' ').collect();
    match words.as_slice() {
        [] | [_] => Vec::new(),
        [first, .., last] => {
            let before = words[..words.len() - 1].join(" ");
            vec![folded.clone(), format!("{last} {before}"), format!("{first} {last}"), format!("{last} {first}")]
        }
    }
}

/// Numbers of ten digits that are an ЕГН or ЛНЧ. The digits of a hash, and those behind a decimal point, are none.
fn identifiers(words: &str) -> impl Iterator<Item = String> {
    let bytes = words.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len()).filter(move |at| is_digit(*at) && (*at == 0 || !is_digit(at - 1)));
    let runs = starts.filter(move |at| (0..10).all(|step| is_digit(at + step)) && !is_digit(at + 10));
    let is_free = move |at: &usize| {
        let around = |from: usize| bytes.get(from).is_some_and(u8::is_ascii_hexdigit);
        let before = (0..*at).rev().take_while(|place| around(*place)).count();
        let after = (at + 10..bytes.len()).take_while(|place| around(*place)).count();
        let is_fraction = *at >= 2 && bytes[at - 1] == b'.' && bytes[at - 2].is_ascii_digit();
        before + 10 + after < 20 && !is_fraction
    };
    let numbers: Vec<String> = runs.filter(is_free).map(|at| words[at..at + 10].to_owned()).collect();
    numbers.into_iter().filter(|number| Egn::parse(number).is_ok() || Lnch::parse(number).is_ok())
}

/// Addresses („ул. „Дунав“ 5“, „ап. 7“) and e-mail.
fn addresses(words: &str) -> Vec<String> {
    const OF_ADDRESSES: [&str; 9] = ["ул.", "бул.", "ж.к.", "жк.", "кв.", "вх.", "ет.", "ап.", "п.к."];
    let begins = |rest: &str| {
        rest.trim_start().starts_with(|letter: char| letter.is_numeric() || letter.is_uppercase() || "„“\"№".contains(letter))
    };
    let is_there = |word: &&&str| {
        words.match_indices(**word).any(|(at, _)| {
            let is_whole = words[..at].chars().next_back().is_none_or(|letter| !letter.is_alphanumeric() && letter != '.');
            is_whole && begins(&words[at + word.len()..])
        })
    };
    let mut found: Vec<String> = OF_ADDRESSES.iter().filter(is_there).map(|word| format!("an address with {word}")).collect();
    let is_part = |letter: char| letter.is_alphanumeric() || "._-+".contains(letter);
    for (at, _) in words.match_indices('@') {
        let before = words[..at].chars().rev().take_while(|letter| is_part(*letter)).count();
        let host: String = words[at + 1..].chars().take_while(|letter| is_part(*letter)).collect();
        if before >= 2 && host.trim_matches('.').contains('.') {
            found.push(format!("an e-mail at {host}"));
        }
    }
    found
}

/// What a JPEG says beside its picture.
fn hidden_in_picture(bytes: &[u8]) -> Vec<String> {
    let Some((segments, _)) = jpeg_segments(bytes).filter(|_| bytes.starts_with(&[0xff, 0xd8])) else { return Vec::new() };
    let hidden = segments.iter().filter(|segment| matches!(segment.marker, 0xe1..=0xef | 0xfe));
    hidden.map(|segment| format!("a picture with a segment {:x}", segment.marker)).collect()
}
