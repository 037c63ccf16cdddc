(() => {
  "use strict";
  const box = document.getElementById("search"), index = document.getElementById("index");
  if (!box || !index) return;
  const input = box.querySelector("input"), found = document.getElementById("found");
  // Small letters without marks, words apart; so it is compared on both sides.
  const folded = (text) => " " + text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const sections = [...index.children].map((section) => ({
    section,
    names: [...section.querySelectorAll("li")].map((item) => ({ item, words: folded(item.textContent + " " + item.dataset.other) })),
  }));
  const search = () => {
    const wanted = folded(input.value).split(" ").filter(Boolean);
    let count = 0;
    for (const { section, names } of sections) {
      let here = 0;
      for (const { item, words } of names) {
        const fits = wanted.every((word) => words.includes(" " + word));
        item.hidden = !fits;
        if (fits) here += 1;
      }
      section.hidden = here === 0;
      count += here;
    }
    const told = count === 0 ? box.dataset.none : box.dataset.found.replace("%", String(count));
    found.textContent = wanted.length === 0 ? "" : told;
  };
  input.addEventListener("input", search);
  box.hidden = false;
  // A browser that comes back keeps what was typed.
  search();
})();
