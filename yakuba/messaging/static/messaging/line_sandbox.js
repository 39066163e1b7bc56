// Fetches what is new in the chat, and sends without leaving the page. Everything works without it, too.
const phone = document.getElementById("phone");
const PAUSE_MS = 700;

function shown(html) {
  const old = document.getElementById("words");
  const words = old ? old.value : "";
  const writes = document.activeElement === old;
  const closed = phone.querySelector(".richmenu:not([open])");
  phone.innerHTML = html;
  const field = document.getElementById("words");
  if (field) {
    field.value = words;
    if (writes) field.focus();
  }
  if (closed) phone.querySelector(".richmenu")?.removeAttribute("open");
}

async function look() {
  const seen = document.getElementById("talk").dataset.seen;
  try {
    const answer = await fetch(`${phone.dataset.talk}?seen=${seen}`);
    if (answer.status === 200) shown(await answer.text());
  } catch {
    // the stand-in is away for a moment: the next look finds it again
  }
}

phone.addEventListener("submit", async (event) => {
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
