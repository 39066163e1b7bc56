// Shows, hides and computes questions while people type, by the plan the server gave. Without it the server does the same
// when the page is sent.
import { settle } from "./conditions.js";

let form = null;

/** What the page holds now, in the shape in which answers are stored; rows that hold nothing yet are there, empty. */
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
    const [group, row] = box.name.split(".");
    if (/^[0-9]+$/.test(row ?? "")) (answers[group] ??= [])[row] ??= {};
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

const isRow = (one) => typeof one === "object" && one !== null;

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

const filled = (row) => Object.keys(row).length > 0;

function show(plan) {
  const all = entered();
  // As on the server, rows that hold nothing do not count; what is asked in them is settled apart.
  const given = Object.fromEntries(
    Object.entries(all).map(([key, one]) => [key, Array.isArray(one) && one.every(isRow) ? one.filter(filled) : one]),
  );
  const { values, hidden } = settle(plan, given);
  const blank = settle(plan, all).hidden;
  /** Where a row stands among those that hold something; -1 for one that holds nothing. */
  const among = (key, row) => (filled(all[key]?.[row] ?? {}) ? all[key].slice(0, row).filter(filled).length : -1);
  const hides = (name) => {
    const [key, row, inner] = name.split(".");
    const at = inner === undefined ? -1 : among(key, Number(row));
    return at < 0 ? (inner === undefined ? hidden : blank).has(name) : hidden.has(`${key}.${at}.${inner}`);
  };
  for (const frame of form.querySelectorAll("[data-question]")) frame.hidden = hides(frame.dataset.question);
  for (const step of plan.steps) {
    if (step.computed) write(step.key, values[step.key]);
    for (const inner of (step.rows ?? []).filter((one) => one.computed)) {
      (all[step.key] ?? []).forEach((_row, row) =>
        write(`${step.key}.${row}.${inner.key}`, values[step.key]?.[among(step.key, row)]?.[inner.key]),
      );
    }
  }
}

function write(name, computed) {
  const place = document.getElementById(`q-${name.replaceAll(".", "-")}`);
  if (!place) return;
  const unit = place.dataset.unit ?? "";
  place.textContent = computed === undefined || computed === null ? "—" : `${computed.toLocaleString("ja-JP")}${unit}`;
}

function begin() {
  const found = document.querySelector("form[data-conditions]");
  if (!found || found === form) return;
  form = found;
  const plan = JSON.parse(form.dataset.conditions);
  form.addEventListener("input", () => show(plan));
  form.addEventListener("change", () => show(plan));
  show(plan);
}

begin();
document.addEventListener("htmx:load", begin);
