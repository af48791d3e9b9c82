// n and p lead to the next and previous contact while the bar with those links has the focus.
const bar = document.querySelector("[data-neighbours]");
bar?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const where = { n: "[data-next]", p: "[data-previous]" }[event.key];
  const found = where && bar.querySelector(where);
  if (found) found.click();
});
