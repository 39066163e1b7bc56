// Asks every 20 seconds who else has the case open and whether it changed. 304 means: as before.
// Nobody at the keyboard for ten minutes: it stops asking, so that an empty chair is signed out in time.
const EVERY = 20000;
const IDLE = 600000;
const place = document.querySelector("[data-presence]");
let tag = "";
let stopped = false;
let touched = Date.now();

async function ask() {
  if (stopped || document.hidden || Date.now() - touched > IDLE) return;
  try {
    const answer = await fetch(place.dataset.presence, {
      headers: tag ? { "If-None-Match": tag } : {},
      cache: "no-store",
      redirect: "error",
    });
    if (answer.status === 304) return;
    if (!answer.ok) {
      stopped = answer.status === 403 || answer.status === 404;
      return;
    }
    tag = answer.headers.get("ETag") ?? "";
    const words = await answer.text();
    if (place.innerHTML.trim() !== words.trim()) place.innerHTML = words;
  } catch {
    // no network, or signed out: the page stays as it is
  }
}

if (place) {
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
  for (const kind of ["keydown", "pointermove", "scroll"]) {
    document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  }
}
