// node check.mjs PAGE.html …: the Nu HTML checker once, axe in light and dark on a phone's and a desk's width, nothing that scrolls
// sideways, nothing that the page complains of. A fault a line on standard output; ends with 1 where there is one.
// With SHOTS=FOLDER pictures of each page are kept there, and its print as PDF.
import { spawnSync } from "node:child_process";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { axeSource, open, require, withBrowser } from "./tools.mjs";

const { AxeBuilder } = require("@axe-core/playwright");
const pages = process.argv.slice(2).map((page) => resolve(page));
const faults = [];

const vnu = spawnSync("java", ["-jar", require.resolve("vnu-jar/build/dist/vnu.jar"), "--errors-only", "--asciiquotes", ...pages], { encoding: "utf8" });
if (vnu.error) faults.push(`Nu: ${vnu.error.message}`);
else if (vnu.status !== 0) faults.push(...`${vnu.stdout}${vnu.stderr}`.split("\n").filter(Boolean).map((line) => `Nu: ${line}`));

const shot = (file, name) => join(process.env.SHOTS, `${basename(dirname(file))}-${basename(file, ".html")}-${name}`);

await withBrowser(async (browser) => {
  for (const file of pages) {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [360, 1280]) {
        const where = `${file} ${colorScheme} ${width}`;
        const viewport = { width, height: 800 };
        const { page, complaints, close } = await open(browser, pathToFileURL(file).href, { colorScheme, viewport });
        const { violations } = await new AxeBuilder({ page, axeSource }).analyze();
        for (const { id, nodes } of violations) faults.push(`axe: ${where}: ${id} ×${nodes.length} ${nodes[0].html.slice(0, 160)}`);
        const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        if (needed > there) faults.push(`wide: ${where}: ${needed} px where there are ${there}`);
        faults.push(...complaints.map((complaint) => `page: ${where}: ${complaint}`));
        if (process.env.SHOTS) await page.screenshot({ path: shot(file, `${colorScheme}-${width}.png`), fullPage: true });
        if (process.env.SHOTS && colorScheme === "light" && width === 1280) await page.pdf({ path: shot(file, "print.pdf"), preferCSSPageSize: true });
        await close();
      }
    }
  }
});

for (const fault of faults) console.log(fault);
console.log(`${pages.length} pages, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
