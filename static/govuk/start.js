// Runs before the page is drawn, so that what needs a script never flashes.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
// The first words may be typed before the rest has loaded; whoever signs a quiet window out or saves
// while typing has to know of them.
document.addEventListener("input", ({ target }) => {
  if (target.form) target.form.dataset.typed = "yes";
});
