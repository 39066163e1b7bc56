// Finds elements with data-behaviour="name name" and loads only the modules they name.
// Every page works without any of this.
const modules = {
  changes: () => import("./changes.js"),
  copy: () => import("./copy.js"),
  counter: () => import("./counter.js"),
  errors: () => import("./errors.js"),
  files: () => import("./files.js"),
  filters: () => import("./filters.js"),
  guard: () => import("./guard.js"),
  print: () => import("./print.js"),
  rows: () => import("./rows.js"),
  selection: () => import("./selection.js"),
  unsaved: () => import("./unsaved.js"),
};
const started = new WeakMap();

async function start(element) {
  const done = started.get(element) ?? new Set();
  started.set(element, done);
  for (const name of element.dataset.behaviour.split(/\s+/)) {
    if (!modules[name] || done.has(name)) continue;
    done.add(name);
    (await modules[name]()).default(element);
  }
}

function startAll(root) {
  if (root.matches?.("[data-behaviour]")) start(root);
  root.querySelectorAll("[data-behaviour]").forEach(start);
}

startAll(document);
document.addEventListener("htmx:load", (event) => startAll(event.target));
