// From case to case in the order of the list one came from: "j" on, "k" back, "u" to the list.
// The list leaves its addresses in this tab only; nothing is sent anywhere.
import { off, typing } from "../ui/staff/key_switch.js";

const KEPT = "desk-walk";
const bar = document.querySelector("[data-walk]");

function keep() {
  const links = [...document.querySelectorAll(".queue tbody th a")].map((one) => new URL(one.href).pathname);
  if (links.length) sessionStorage.setItem(KEPT, JSON.stringify({ list: location.pathname + location.search, links }));
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function show() {
  const { list, links = [] } = read();
  const at = links.indexOf(location.pathname);
  if (at < 0) return;
  bar.querySelector("[data-walk-list]").href = list;
  bar.querySelector("[data-walk-place]").textContent = `${links.length}件のうち${at + 1}件目`;
  for (const [name, target] of [["back", links[at - 1]], ["on", links[at + 1]]]) {
    const link = bar.querySelector(`[data-walk-${name}]`);
    if (target) link.href = target;
    else link.remove();
  }
  bar.hidden = false;
}

if (bar) {
  show();
  document.addEventListener("keydown", (event) => {
    if (off() || typing(event)) return;
    const name = { j: "on", k: "back", u: "list" }[event.key];
    if (name && (name === "list" || !bar.hidden)) bar.querySelector(`[data-walk-${name}]`)?.click();
  });
} else {
  keep();
}
