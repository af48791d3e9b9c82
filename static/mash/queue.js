// The queue, live: rows never move or vanish, nothing takes the focus, and the page works without it.

const queue = document.querySelector("[data-queue]");
const table = queue.querySelector(".mash-table");
const EVERY = 20000;
const MOST_MISSES = 3;

// Counting the ticks on the button ------------------------------------------------------------

const claim = queue.querySelector("[data-claim]");
const ticks = () => [...queue.querySelectorAll("[data-tick]")];
const countTicks = () => {
  const number = ticks().filter((tick) => tick.checked).length;
  if (claim) {
    claim.textContent = number
      ? `Claim ${number} ${number === 1 ? "contact" : "contacts"}`
      : "Claim ticked contacts";
  }
};
queue.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick]")) countTicks();
});
countTicks();

// Live checks ---------------------------------------------------------------------------------

const arrivals = queue.querySelector("[data-arrivals]");
const dangers = queue.querySelector("[data-danger]");
const updated = queue.querySelector("[data-updated]");
const rowOf = (reference) => queue.querySelector(`[data-contact="${reference}"]`);
const references = () => [...queue.querySelectorAll("[data-contact]")].map((row) => row.dataset.contact);
let misses = 0;
let lastAt = "";
let toldNew = 0;
let toldAt = 0;
const toldDanger = new Set();

const link = (words, address) => {
  const made = document.createElement("a");
  made.className = "govuk-link";
  made.href = address;
  made.textContent = words;
  return made;
};
// One message a minute at most is read out.
const sayNew = (number) => {
  if (!number || number === toldNew || Date.now() - toldAt < 60000) return;
  toldNew = number;
  toldAt = Date.now();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "es-link-button mash-bar__button";
  button.textContent = "Show them";
  button.addEventListener("click", () => window.location.reload());
  arrivals.replaceChildren(`${number} new ${number === 1 ? "contact" : "contacts"}. `, button);
};
const sayDanger = (found) => {
  for (const reference of found) {
    if (toldDanger.has(reference)) continue;
    toldDanger.add(reference);
    const line = document.createElement("p");
    line.className = "govuk-!-margin-0";
    line.append(`New: immediate danger, ${reference}. `, link("Open", `/mash/contacts/${reference}/`));
    dangers.append(line);
  }
};
const setText = (place, words) => {
  if (place && place.textContent !== words) place.textContent = words;
};
const setClock = (row, facts) => {
  const clock = row.querySelector("[data-due] .es-clock");
  if (!clock || !facts.state) return;
  const words = clock.querySelector("span:last-child");
  const state = `es-clock--${facts.state.replace("_", "-")}`;
  const turned = !clock.classList.contains(state);
  setText(words, facts.due);
  setText(row.querySelector("[data-due-of]"), facts.of);
  if (!turned) return;
  clock.className = `es-clock ${state}`;
  // Read out only when the row in hand turns from soon to late.
  if (facts.state === "late" && row.contains(document.activeElement)) {
    arrivals.replaceChildren(`${row.dataset.contact}: ${facts.due}`);
  }
};
const update = (facts) => {
  for (const [reference, row] of Object.entries(facts.rows)) {
    const shown = rowOf(reference);
    if (!shown) continue;
    setText(shown.querySelector("[data-held-by]"), row.held_by);
    setText(shown.querySelector("[data-detail]"), row.detail);
    setClock(shown, row);
    const tick = shown.querySelector("[data-tick]");
    if (tick) {
      tick.disabled = !row.claimable;
      if (!row.claimable) tick.checked = false;
    }
  }
  countTicks();
  sayNew(facts.new);
  sayDanger(facts.danger);
};
const refreshLink = () => link("Refresh", window.location.href);
const check = async () => {
  if (document.visibilityState !== "visible") return;
  const asked = new URLSearchParams({
    view: queue.dataset.view,
    since: queue.dataset.since,
    contacts: references().join(","),
  });
  try {
    const answer = await fetch(`${queue.dataset.liveUrl}?${asked}`, {
      headers: { "X-Live-Check": "1", Accept: "application/json" },
      credentials: "same-origin",
      redirect: "error",
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const facts = await answer.json();
    misses = 0;
    lastAt = facts.at;
    updated.replaceChildren(`Live, checked ${facts.at}.`);
    update(facts);
  } catch {
    misses += 1;
    if (misses === MOST_MISSES) {
      const since = lastAt ? `Not live since ${lastAt}. ` : "Not live. ";
      updated.setAttribute("role", "status");
      updated.replaceChildren(since, refreshLink());
    }
  }
};
setInterval(check, EVERY);
document.addEventListener("visibilitychange", check);

// Single keys, inside the table only (WCAG 2.1.4) ---------------------------------------------

if (table && "singleKeys" in queue.dataset) {
  const help = queue.querySelector("[data-keys-help]");
  help.hidden = false;
  const rows = () => [...table.querySelectorAll("[data-contact]")];
  const current = () => document.activeElement.closest?.("[data-contact]");
  const focus = (row) => row?.querySelector("[data-open]").focus();
  const claimOne = async (row) => {
    const form = document.getElementById("claim-ticked");
    const tick = row.querySelector("[data-tick]");
    if (!form || !tick || tick.disabled) return;
    const data = new FormData(form);
    data.delete("contacts");
    data.append("contacts", row.dataset.contact);
    data.set("form_key", crypto.randomUUID());
    await fetch(form.action, { method: "POST", body: data, credentials: "same-origin", redirect: "manual" });
    await check();
  };
  const keys = {
    j: (row) => focus(rows()[rows().indexOf(row) + 1]),
    k: (row) => focus(rows()[rows().indexOf(row) - 1]),
    x: (row) => row.querySelector("[data-tick]")?.click(),
    c: claimOne,
    "/": () => {
      const drawer = queue.querySelector(".mash-drawer");
      drawer.open = true;
      drawer.querySelector("select").focus();
    },
    "?": () => {
      help.open = true;
      help.querySelector("summary").focus();
    },
  };
  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    const row = current();
    if (!row) return;
    event.preventDefault();
    keys[event.key](row);
  });
}
