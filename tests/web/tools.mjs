// What all checks of pages share: where the tools are, and one browser that goes with the script.
import { createRequire } from "node:module";
import { join } from "node:path";
import { readFileSync } from "node:fs";

// The folder with node_modules; by default this one.
const home = process.env.LAUREA_WEB ?? import.meta.dirname;
export const require = createRequire(join(home, "package.json"));
const { chromium } = require("playwright-core");

export const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// Runs some work with a browser, and ends the browser whatever happens.
export async function withBrowser(work) {
  const executablePath = process.env.LAUREA_CHROMIUM ?? "/usr/bin/chromium";
  const args = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  // Within a container the browser may be root, and then it has no sandbox.
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  const browser = await chromium.launch({ executablePath, args });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

// Opens a page; whatever it complains of (a script that fails, a policy that is broken, something it asks the network for) is kept.
export async function open(browser, address, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:") && !request.url().startsWith("data:") && !request.url().startsWith(new URL(address).origin)) {
      complaints.push(`network: ${request.url()}`);
    }
  });
  page.on("requestfailed", (request) => complaints.push(`not there: ${request.url()}`));
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}
