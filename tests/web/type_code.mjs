// node type_code.mjs INDEX.html CASES.json: asks the page of the published list as people do, and prints what it answers, as JSON.
// Each case is { code, number? }; what is typed is answered on the page opened from the disk, the first case also on the page of a plain
// server on this machine, by a link that carries the code, and from a picture in which a browser reads it. Axe looks at every answer
// in light and dark. With SHOTS=FOLDER pictures of the answers are kept there.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { axeSource, open, require, withBrowser } from "./tools.mjs";

const { AxeBuilder } = require("@axe-core/playwright");
const [index, list] = process.argv.slice(2);
const cases = JSON.parse(readFileSync(list, "utf8"));
const address = pathToFileURL(resolve(index)).href;
const told = { answers: [], faults: [], complaints: [] };

// The page's own policy forbids what waits within it, so it is waited for from here.
const answered = async (page) => {
  const answer = page.locator('#answer[data-state]:not([data-state="working"])');
  await answer.waitFor();
  return { state: await answer.getAttribute("data-state"), said: await answer.innerText() };
};

const type = async (page, { code, number = "" }) => {
  await page.evaluate(() => { delete document.getElementById("answer").dataset.state; });
  await page.getByRole("textbox", { name: /^(Code|Код)$/ }).fill(code);
  await page.getByRole("textbox", { name: /^(Registration number|Регистрационен номер)$/ }).fill(number);
  await page.getByRole("button", { name: /^(Check|Проверка)$/ }).click();
  return answered(page);
};

const look = async (page, where) => {
  const { violations } = await new AxeBuilder({ page, axeSource }).analyze();
  for (const { id, nodes } of violations) told.faults.push(`axe: ${where}: ${id} ×${nodes.length} ${nodes[0].html.slice(0, 160)}`);
  const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  if (needed > there) told.faults.push(`wide: ${where}: ${needed} px where there are ${there}`);
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `list-${where.replaceAll(" ", "-")}.png`), fullPage: true });
};

// A plain server of the folder, on this machine only.
const serve = async () => {
  const types = { html: "text/html", js: "text/javascript" };
  const server = createServer(async (request, response) => {
    const name = new URL(request.url, "http://localhost").pathname.slice(1) || "index.html";
    const body = await readFile(join(dirname(resolve(index)), name)).catch(() => null);
    response.writeHead(body ? 200 : 404, { "content-type": types[name.split(".").pop()] ?? "text/plain" });
    response.end(body ?? "");
  });
  await new Promise((done) => { server.listen(0, "127.0.0.1", done); });
  return { server, address: `http://127.0.0.1:${server.address().port}/` };
};

await withBrowser(async (browser) => {
  for (const [locale, colorScheme, width] of [["bg-BG", "light", 1280], ["en-GB", "dark", 360]]) {
    const { page, complaints, close } = await open(browser, address, { locale, colorScheme, viewport: { width, height: 800 } });
    told.title = await page.title();
    for (const typed of cases) {
      const answer = await type(page, typed);
      if (locale === "en-GB") told.answers.push(answer);
      await look(page, `${answer.state} ${colorScheme} ${width}`);
    }
    told.complaints.push(...complaints);
    await close();
  }

  const { page, complaints, close } = await open(browser, `${address}#${encodeURIComponent(cases[0].code)}`, { locale: "en-GB" });
  told.linked = (await answered(page)).state;
  await page.getByRole("button", { name: "Български" }).click();
  told.switched = { lang: await page.evaluate(() => document.documentElement.lang), title: await page.title(), said: await page.locator("#answer").innerText() };
  told.complaints.push(...complaints);
  await close();

  // A browser that reads squares, as far as the page sees.
  const context = await browser.newContext({ locale: "en-GB" });
  await context.addInitScript((rawValue) => {
    globalThis.BarcodeDetector = class {
      static async getSupportedFormats() { return ["qr_code"]; }
      async detect(source) { return source.width > 1 ? [{ rawValue: "https://example.org/" }, { rawValue }] : []; }
    };
  }, cases[0].code);
  const seeing = await context.newPage();
  await seeing.goto(address);
  const pixel = (size) => seeing.evaluate((side) => new Promise((done) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
    canvas.toBlob(async (blob) => done([...new Uint8Array(await blob.arrayBuffer())]));
  }), size);
  const choose = async (size) => {
    await seeing.evaluate(() => { delete document.getElementById("answer").dataset.state; });
    const buffer = Buffer.from(await pixel(size));
    await seeing.locator("#picture").setInputFiles({ name: "picture.png", mimeType: "image/png", buffer });
    return (await answered(seeing)).state;
  };
  told.pictures = [await choose(1), await choose(8)];
  await context.close();

  const { server, address: served } = await serve();
  const online = await open(browser, served, { locale: "en-GB" });
  told.served = (await type(online.page, cases[0])).state;
  told.complaints.push(...online.complaints.filter((complaint) => !complaint.includes("favicon")));
  await online.close();
  const plain = await open(browser, served, { javaScriptEnabled: false });
  told.without = await plain.page.locator("main").innerText();
  await plain.close();
  server.close();
});
console.log(JSON.stringify(told));
