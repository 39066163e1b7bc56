// List with the keyboard: j and k move between rows, Enter opens, x ticks. Off while typing.
export default function rows(frame) {
  const lines = [...frame.querySelectorAll("tbody tr")];
  let here = -1;

  function move(to) {
    if (!lines[to]) return;
    lines[here]?.classList.remove("is-here");
    here = to;
    lines[here].classList.add("is-here");
    (lines[here].querySelector("th a, a") ?? lines[here].querySelector("input"))?.focus({ preventScroll: true });
    lines[here].scrollIntoView({ block: "nearest" });
  }

  frame.addEventListener("focusin", (event) => {
    const at = lines.indexOf(event.target.closest("tbody tr"));
    if (at < 0 || at === here) return;
    lines[here]?.classList.remove("is-here");
    here = at;
    lines[here].classList.add("is-here");
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "j") move(here + 1);
    else if (event.key === "k") move(here - 1);
    else if (event.key === "x") lines[here]?.querySelector("[name=selected]")?.click();
  });
}
