// Keys of the workshop: 1–5 choose a candidate, 6–9 an outcome, Enter sends, n goes on to the next.
// The switch in the list of keys turns them off, on the desk too (WCAG 2.1.4).
import { drawSwitch, off, typing } from "../ui/staff/key_switch.js";

document.addEventListener("keydown", (event) => {
  if (off() || typing(event)) return;
  if (/^[1-9]$/.test(event.key)) {
    const box = document.querySelector(`[data-pick="${event.key}"]`);
    if (!box) return;
    event.preventDefault();
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    document.querySelector("[data-send]")?.focus();
  } else if (event.key === "Enter" && event.target === document.body) {
    document.querySelector("[data-send]")?.click();
  } else if (event.key === "n") {
    document.querySelector("[data-key=n]")?.click();
  }
});

const list = document.querySelector("[data-keys]");
if (list) drawSwitch(list);
