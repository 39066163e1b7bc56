// Shows, hides and computes questions while people type, by the plan the server gave. Without it the server does the same
// when the page is sent.
import { settle } from "./conditions.js";

const form = document.querySelector("form[data-conditions]");

/** What the page holds now, in the shape in which answers are stored. */
function entered() {
  const answers = {};
  const put = (name, value) => {
    const steps = name.split(".");
    let place = answers;
    steps.slice(0, -1).forEach((step, at) => {
      const next = /^[0-9]+$/.test(steps[at + 1]) ? [] : {};
      place = place[step] ??= next;
    });
    place[steps.at(-1)] = value;
  };
  for (const box of form.elements) {
    if (!box.name || box.type === "submit" || box.type === "file" || box.name === "csrfmiddlewaretoken") continue;
    if (box.type === "radio" && !box.checked) continue;
    if (box.type === "checkbox") {
      if (box.checked) put(box.name, several(box) ? [...(at(answers, box.name) ?? []), box.value] : box.value);
      continue;
    }
    if (box.value.trim() !== "") put(box.name, value(box));
  }
  return dates(answers);
}

const several = (box) => form.querySelectorAll(`[name="${CSS.escape(box.name)}"]`).length > 1;
const at = (table, name) => name.split(".").reduce((place, step) => place?.[step], table);
const halfWidth = (text) => text.normalize("NFKC").replace(/[,、\s]/g, "");

function value(box) {
  if (box.inputMode !== "numeric" && box.inputMode !== "decimal") return box.value.trim();
  const plain = halfWidth(box.value);
  return /^-?[0-9]+(\.[0-9]+)?$/.test(plain) && !/\.(year|month|day|postcode|number)$/.test(box.name) ? Number(plain) : plain;
}

const FIRST = { meiji: 1868, taisho: 1912, showa: 1926, heisei: 1989, reiwa: 2019 };

/** Year, month and day as one ISO text, in western reckoning. */
function dates(table) {
  if (Array.isArray(table)) return table.map(dates);
  if (typeof table !== "object" || table === null) return table;
  if ("year" in table && "month" in table && "day" in table) {
    const year = halfWidth(table.year) === "元" ? 1 : Number(halfWidth(table.year));
    const first = FIRST[table.era];
    const two = (text) => String(Number(halfWidth(text))).padStart(2, "0");
    return `${String(first ? first + year - 1 : year).padStart(4, "0")}-${two(table.month)}-${two(table.day)}`;
  }
  return Object.fromEntries(Object.entries(table).map(([key, one]) => [key, dates(one)]));
}

function show(plan) {
  const { values, hidden } = settle(plan, entered());
  for (const frame of form.querySelectorAll("[data-question]")) frame.hidden = hidden.has(frame.dataset.question);
  for (const step of plan.steps) {
    if (step.computed) write(step.key, values[step.key]);
    (step.rows ?? []).filter((inner) => inner.computed).forEach((inner) =>
      (values[step.key] ?? []).forEach((row, number) => write(`${step.key}.${number}.${inner.key}`, row[inner.key])),
    );
  }
}

function write(name, computed) {
  const place = document.getElementById(`q-${name.replaceAll(".", "-")}`);
  if (!place) return;
  const unit = place.dataset.unit ?? "";
  place.textContent = computed === undefined || computed === null ? "—" : `${computed.toLocaleString("ja-JP")}${unit}`;
}

if (form) {
  const plan = JSON.parse(form.dataset.conditions);
  form.addEventListener("input", () => show(plan));
  form.addEventListener("change", () => show(plan));
  show(plan);
}
