// Draws anew what came meanwhile. The page works without it, too.
const PAUSE_MS = 1000;

async function look() {
  try {
    const answer = await fetch("/");
    if (!answer.ok) return;
    const news = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll("[data-fresh]")) {
      const fresh = news.querySelector(`[data-fresh="${old.dataset.fresh}"]`);
      if (fresh && fresh.innerHTML !== old.innerHTML && !old.contains(document.activeElement)) old.replaceWith(fresh);
    }
  } catch {
    // the stand-in is away for a moment: the next look finds it again
  }
}

setInterval(() => {
  if (!document.hidden) look();
}, PAUSE_MS);
