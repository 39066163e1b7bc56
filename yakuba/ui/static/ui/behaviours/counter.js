// Long text: counts down the characters left. A line break counts as one, as it does in the office.
export default function counter(box) {
  const note = document.getElementById(`${box.id}-count`);
  const limit = Number(box.dataset.limit);
  if (!note || !limit) return;
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  note.after(spoken);
  let waiting;

  function count() {
    const left = limit - [...box.value.replace(/\r\n?/g, "\n")].length;
    const words = left < 0 ? note.dataset.over : note.dataset.left;
    note.textContent = words.replace("{count}", Math.abs(left).toLocaleString("ja"));
    note.dataset.state = left < 0 ? "over" : "";
    clearTimeout(waiting);
    waiting = setTimeout(() => { spoken.textContent = note.textContent; }, 1000);
  }

  box.addEventListener("input", count);
  if (box.value) count();
}
