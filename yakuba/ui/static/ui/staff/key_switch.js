// The switch for single-letter keys of staff pages (WCAG 2.1.4): one choice, kept by the browser, for all of them.
const KEPT = "desk-keys";

export function off() {
  try {
    return localStorage.getItem(KEPT) === "off";
  } catch {
    return false;
  }
}

export function typing(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  return event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
}

// Puts the switch after the list of keys of a page.
export function drawSwitch(list) {
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
