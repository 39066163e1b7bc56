// Error summary: takes the focus when the page opens; its links put the cursor into the box they are about.
const CONTROLS = "input:not([type=hidden]):not(:disabled), select, textarea";

export default function errors(summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const invalid = target.querySelector("[aria-invalid=true]");
    const control = target.matches(CONTROLS) ? target : (invalid ?? target.querySelector(CONTROLS));
    const label = control?.labels?.[0] ?? target;
    label.scrollIntoView({ block: "start" });
    control?.focus({ preventScroll: true });
  });
}
