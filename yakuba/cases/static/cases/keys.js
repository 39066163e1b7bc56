// Keys of the desk: "?" opens their list, digits go to the parts of a case, "n" to the note.
// A switch in that list turns all single-letter keys off, those of ui too (WCAG 2.1.4).
import { drawSwitch, off, typing } from "../ui/staff/key_switch.js";

const list = document.querySelector("[data-keys]");

function go(target) {
  if (!target) return;
  target.scrollIntoView({ block: "start" });
  target.focus({ preventScroll: true });
}

// Capturing on the window: runs before every other listener, so that the switch holds for all of them.
window.addEventListener("keydown", (event) => {
  if (typing(event) || event.key.length !== 1) return;
  if (off()) {
    event.stopImmediatePropagation();
    return;
  }
  if (event.key === "?" && list) {
    list.closest("details").open = true;
    go(list.closest("details").querySelector("summary"));
  } else if (/^[1-9]$/.test(event.key)) {
    const links = document.querySelectorAll(".jump a");
    const link = links[Number(event.key) - 1];
    if (link) go(document.getElementById(link.hash.slice(1)));
  } else if (event.key === "n" && document.querySelector("[data-focus=n]")) {
    event.preventDefault();
    go(document.querySelector("[data-focus=n]"));
  }
}, true);

if (list) drawSwitch(list);
