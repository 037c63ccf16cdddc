// node search.mjs INDEX.html WORDS …: types each of the words into the search of the book and prints what is found, as JSON: for each
// the names that are shown and what is said; and the names that are shown where no script may run.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { open, withBrowser } from "./tools.mjs";

const [file, ...queries] = process.argv.slice(2);
const address = pathToFileURL(resolve(file)).href;
const shown = (page) => page.locator("#index li:visible").allInnerTexts();

const told = await withBrowser(async (browser) => {
  const { page, complaints, close } = await open(browser, address);
  const searches = [];
  for (const query of queries) {
    await page.getByRole("searchbox").fill(query);
    searches.push({ query, shown: await shown(page), said: await page.getByRole("status").innerText() });
  }
  await close();
  const plain = await open(browser, address, { javaScriptEnabled: false });
  const without = { shown: await shown(plain.page), search: await plain.page.getByRole("searchbox").count() };
  await plain.close();
  return { searches, without, complaints };
});
console.log(JSON.stringify(told));
