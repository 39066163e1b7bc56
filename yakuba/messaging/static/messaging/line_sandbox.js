// Fetches what is new in the chat, and sends without leaving the page. Everything works without it, too.
const phone = document.getElementById("phone");
const behind = document.getElementById("behind");
const PAUSE_MS = 250;

function shown(html) {
  const news = new DOMParser().parseFromString(html, "text/html");
  const words = document.getElementById("words");
  const written = words ? words.value : "";
  const writes = document.activeElement === words;
  const closed = phone.querySelector(".richmenu:not([open])");
  const fresh = news.getElementById("phone-news");
  phone.dataset.seen = fresh.dataset.seen;
  phone.replaceChildren(...fresh.childNodes);
  behind.replaceChildren(...news.getElementById("behind-news").childNodes);
  const field = document.getElementById("words");
  if (field) {
    field.value = written;
    if (writes) field.focus();
  }
  if (closed) phone.querySelector(".richmenu")?.removeAttribute("open");
}

async function look() {
  try {
    const answer = await fetch(`${phone.dataset.talk}?seen=${phone.dataset.seen}`);
    if (answer.status === 200) shown(await answer.text());
  } catch {
    // the stand-in is away for a moment: the next look finds it again
  }
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  if (form.classList.contains("write")) form.reset();
  await fetch(form.action, { method: "POST", body, redirect: "manual" });
  await look();
});

setInterval(() => {
  if (!document.hidden) look();
}, PAUSE_MS);
