// Progressive enhancement of the page kit. Every page works without it.

const own = document.querySelector("script[data-kit]");

const [govuk, moj] = await Promise.all([import(own.dataset.govuk), import(own.dataset.moj)]);

// Leaving in a hurry also takes this page out of the browser's history: "back" must not bring it
// up again for somebody else.
govuk.ExitThisPage.prototype.exitPage = function () {
  document.body.classList.add("govuk-exit-this-page-hide-content");
  document.title = "";
  window.location.replace(this.$root.querySelector("a").href);
};

govuk.initAll();
moj.initAll();

// A radio may not say that it is expanded (ARIA has no such state for it); what it reveals comes
// next in reading order.
const radios = document.querySelectorAll(".govuk-radios__input[aria-controls]");
const watch = new MutationObserver((changes) => {
  for (const change of changes) change.target.removeAttribute("aria-expanded");
});
for (const radio of radios) {
  radio.removeAttribute("aria-expanded");
  watch.observe(radio, { attributeFilter: ["aria-expanded"] });
}

// Menus close with Escape and when the focus leaves them.
for (const menu of document.querySelectorAll("[data-es-menu]")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Autosave: what is typed is posted a moment after typing stops, at the latest every 20 seconds.
// "Saved" is said silently; "Not saved" is announced, once.
for (const form of document.querySelectorAll("form[data-autosave-url]")) {
  const line = form.querySelector("[data-autosave-line]");
  let timer = null;
  let waiting = null;
  let sending = false;
  let failed = false;
  let submitted = false;

  const clock = () => {
    const now = new Date();
    const hour = now.getHours();
    const minutes = String(now.getMinutes()).padStart(2, "0");
    return `${hour % 12 || 12}:${minutes}${hour < 12 ? "am" : "pm"}`;
  };
  const say = (words, loud) => {
    if (!line) return;
    line.classList.toggle("es-autosave--failed", loud);
    if (loud) line.setAttribute("role", "status");
    line.textContent = words;
    if (!loud) line.removeAttribute("role");
  };
  const save = async () => {
    clearTimeout(timer);
    timer = null;
    if (sending || submitted || waiting === null) return;
    sending = true;
    waiting = null;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: data,
        credentials: "same-origin",
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const version = answer.headers.get("X-Record-Version");
      const field = form.elements.namedItem("version");
      if (version && field) field.value = version;
      failed = false;
      delete form.dataset.unsaved;
      say(`Saved ${clock()}`, false);
    } catch {
      if (!failed) say("Not saved. Press “Save and continue” to try again.", true);
      failed = true;
      form.dataset.unsaved = "yes";
    } finally {
      sending = false;
    }
  };
  const soon = () => {
    const now = Date.now();
    waiting ??= now;
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(2000, waiting + 20000 - now)));
  };
  form.addEventListener("input", soon);
  if (form.dataset.typed) soon();
  form.addEventListener("submit", () => {
    submitted = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
}

// Staying signed in: typing and moving to a page count, live checks do not. Other windows of
// the same person are told through storage, so that one window in use keeps all of them.
const dialog = document.querySelector("[data-es-session]");
if (dialog) {
  const idle = Number(dialog.dataset.idleSeconds) * 1000;
  const warn = Number(dialog.dataset.warnSeconds) * 1000;
  const minutes = dialog.querySelector("[data-es-minutes]");
  const status = dialog.querySelector("[data-es-session-status]");
  const key = "es-last-active";
  let last = Date.now();
  let told = Date.now();
  let announced = false;

  const share = () => {
    try {
      localStorage.setItem(key, String(last));
    } catch {
      // Without storage each window counts for itself.
    }
  };
  // The server hears of typing at most once a minute, so that its own count agrees.
  const tellServer = () => {
    told = Date.now();
    const token = dialog.querySelector("[name=csrfmiddlewaretoken]");
    return fetch(dialog.dataset.stayUrl, {
      method: "POST",
      credentials: "same-origin",
      redirect: "error",
      headers: { "X-CSRFToken": token ? token.value : "" },
    });
  };
  const active = () => {
    if (dialog.open) return;
    last = Date.now();
    share();
    if (last - told > 60000) tellServer().catch(() => {});
  };
  const stay = async () => {
    try {
      const answer = await tellServer();
      if (!answer.ok) throw new Error(String(answer.status));
      last = Date.now();
      share();
      announced = false;
      dialog.close();
    } catch {
      window.location.assign(dialog.dataset.signedOutUrl);
    }
  };
  const words = (left) => {
    const whole = Math.max(1, Math.ceil(left / 60000));
    return whole === 1 ? "1 minute" : `${whole} minutes`;
  };
  // What was typed and not sent is handed to the server, which keeps it for its author.
  // A page shown again with an error holds what was typed into the page before it.
  const typed = () =>
    [...document.querySelectorAll("main form[method=post]")].filter((form) => {
      if (form.dataset.autosaveUrl) return form.dataset.unsaved;
      return form.dataset.typed || document.querySelector("main .govuk-error-summary");
    });
  let leaving = false;
  const leave = async () => {
    if (leaving) return;
    leaving = true;
    const kept = typed().map((form) => {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      data.set("kept_path", form.getAttribute("action") || location.pathname + location.search);
      return fetch(dialog.dataset.keepUrl, { method: "POST", body: data, credentials: "same-origin" });
    });
    await Promise.allSettled(kept);
    window.location.assign(dialog.dataset.signedOutUrl);
  };
  const check = () => {
    const quiet = Date.now() - last;
    if (quiet >= idle) {
      leave();
    } else if (quiet >= warn) {
      minutes.textContent = words(idle - quiet);
      if (!dialog.open) {
        dialog.showModal();
        dialog.querySelector("h2").focus();
      }
      if (idle - quiet <= 60000 && !announced) {
        announced = true;
        status.textContent = "We will sign you out in 1 minute.";
      }
    } else if (dialog.open) {
      dialog.close();
    }
  };

  share();
  for (const kind of ["keydown", "input", "pointerdown"]) {
    document.addEventListener(kind, active, { passive: true });
  }
  window.addEventListener("storage", (event) => {
    if (event.key === key && event.newValue) {
      last = Math.max(last, Number(event.newValue));
      check();
    }
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  dialog.querySelector("[data-es-stay]").addEventListener("click", stay);
  setInterval(check, Math.min(5000, Math.max(100, warn / 4)));
  document.addEventListener("visibilitychange", check);
}

// A long list becomes one box that suggests while typing. What is not in the list is accepted:
// it goes to the box "Other" that stands there without a script.
const lists = document.querySelectorAll("select[data-long-list]");
if (lists.length) {
  await import(own.dataset.autocomplete);
  for (const select of lists) {
    const other = document.getElementById(select.dataset.longList);
    const described = select.getAttribute("aria-describedby");
    const options = [...select.options].filter((option) => option.value);
    const chosen = select.value ? select.selectedOptions[0].text : other.value;
    const settle = (text) => {
      const typed = (text || "").trim();
      const match = options.find((option) => option.text.toLowerCase() === typed.toLowerCase());
      select.value = match ? match.value : "";
      other.value = match ? "" : typed;
    };
    const identity = select.id;
    const holder = document.createElement("div");
    select.before(holder);
    select.id = `${identity}-list`;
    select.hidden = true;
    other.closest(".es-long-list-other").hidden = true;
    window.accessibleAutocomplete({
      element: holder,
      id: identity,
      name: "",
      defaultValue: chosen,
      confirmOnBlur: false,
      showNoOptionsFound: false,
      source: (query, show) => {
        const wanted = query.toLowerCase();
        show(options.map((option) => option.text).filter((text) => text.toLowerCase().includes(wanted)));
      },
      onConfirm: (text) => {
        if (text !== undefined) settle(text);
      },
    });
    const box = holder.querySelector("input");
    if (described) box.setAttribute("aria-describedby", `${described} ${box.getAttribute("aria-describedby") || ""}`.trim());
    box.addEventListener("input", () => settle(box.value));
    box.addEventListener("change", () => settle(box.value));
  }
}

// Whoever waits for the page to be enhanced can see that it is.
own.dataset.ready = "yes";
