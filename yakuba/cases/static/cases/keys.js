// Keys of the desk: "?" opens their list, digits go to the parts of a case, "n" to the note.
// A switch in that list turns all single-letter keys off, those of ui too (WCAG 2.1.4).
const KEPT = "desk-keys";
const list = document.querySelector("[data-keys]");

export function off() {
  try {
    return localStorage.getItem(KEPT) === "off";
  } catch {
    return false;
  }
}

export function typing(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select");
}

function draw() {
  const label = document.createElement("label");
  label.className = "keylist__switch";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = !off();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT, box.checked ? "on" : "off");
    } catch {
      // a browser that keeps nothing: the keys stay on
    }
  });
  label.append(box, "これらのキーを使う");
  list.after(label);
}

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

if (list) draw();
