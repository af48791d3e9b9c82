// The page of a PDF that is being made: offers it, without being asked again, once it is there.
// Without this the page has a link "Look again".

const EVERY = 3000;
const MOST_LOOKS = 100;

let looks = 0;
const look = async () => {
  const shown = document.querySelector("[data-document]");
  if (!shown || !("waiting" in shown.dataset) || looks >= MOST_LOOKS) {
    clearInterval(timer);
    return;
  }
  if (document.hidden) return;
  looks += 1;
  try {
    const answer = await fetch(location.href, {
      headers: { "X-Live-Check": "1" },
      credentials: "same-origin",
      redirect: "error",
    });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-document]");
    // The region stays, so that what comes into it is read out.
    if (now && !("waiting" in now.dataset)) {
      delete shown.dataset.waiting;
      shown.replaceChildren(...now.children);
    }
  } catch {
    // The next look may find the server again.
  }
};
const timer = setInterval(look, EVERY);
