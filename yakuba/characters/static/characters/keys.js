// Keys of the workshop: 1–5 choose a candidate, 6–9 an outcome, Enter sends, n goes on to the next.
// The switch in the list of keys turns them off, on the desk too (WCAG 2.1.4).
const KEPT = "desk-keys";

function off() {
  try {
    return localStorage.getItem(KEPT) === "off";
  } catch {
    return false;
  }
}

function typing(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  return event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
}

function drawSwitch(list) {
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
