// The search of signs while somebody types: what is typed is posted, so it is in no address.
// Without this the button searches.

const WAIT = 350;
const FEWEST_LETTERS = 3;

const form = document.querySelector("[data-find]");
const results = document.querySelector("[data-find-results]");
const said = document.querySelector("[data-find-said]");
const box = form?.querySelector("textarea, input[type='text']");

let timer = 0;
let asking = null;
const search = async () => {
  if (box.value.trim().length < FEWEST_LETTERS) return;
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Live-Check": "1" },
      credentials: "same-origin",
      redirect: "error",
      signal: asking.signal,
    });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    results.replaceChildren(...page.body.childNodes);
    const number = results.querySelectorAll("ol > li").length;
    said.textContent = number
      ? `${number} ${number === 1 ? "sign" : "signs"} found, listed below`
      : "Nothing found for these words";
  } catch {
    // Typed on, or the server was away: the next letter or the button asks again.
  }
};
const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(search, WAIT);
};
box?.addEventListener("input", soon);
if (form?.dataset.typed) soon();
