/* Conditions and computed values in the browser: a help only, the server decides.
 * Trees and meaning are those of rules/evaluate.py; tests/rules/conditions_suite.json holds both to it. */

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const MOST = Number.MAX_SAFE_INTEGER;

const isTable = (v) => typeof v === "object" && v !== null && !Array.isArray(v);
const isNumber = (v) => typeof v === "number";
const isText = (v) => typeof v === "string";
const asList = (v) => (Array.isArray(v) ? v : [v]);

/** The value, or null where it is missing or an empty text, list or table. */
const present = (v) =>
  v === undefined || v === "" || (Array.isArray(v) && !v.length) || (isTable(v) && !Object.keys(v).length) ? null : v;

const own = (table, key) => (isTable(table) && Object.hasOwn(table, key) ? table[key] : null);

/** Follow part names into a table; over a list, follow them in every row into one flat list of what is there. */
function walk(value, path) {
  if (!path.length) return present(value);
  if (!Array.isArray(value)) return walk(own(value, path[0]), path.slice(1));
  return present(value.filter(isTable).flatMap((row) => walk(row, path)).filter((v) => v !== null));
}

const alike = (a, b) => (isText(a) && isText(b) && a !== "" && b !== "") || (isNumber(a) && isNumber(b));
const ordered = (a, b) =>
  isText(a) && isText(b) ? DAY.test(a) && DAY.test(b) : isNumber(a) && isNumber(b);

/** A result of arithmetic: rounded half up to three decimals, null beyond what counts exactly. */
function number(v) {
  if (!(v >= -MOST && v <= MOST)) return null;
  return (Number.isInteger(v) ? v : Math.floor(v * 1000 + 0.5) / 1000) || 0;
}

const items = (values) => values.flatMap((v) => asList(v).filter((one) => present(one) !== null));

/** How many answers a value holds. */
function count(v) {
  if (Array.isArray(v)) return v.filter(count).length;
  if (isTable(v)) return Object.values(v).some(count) ? 1 : 0;
  return present(v) === null ? 0 : 1;
}

/** [year, month × 100 + day, days since 1970] of an ISO text from the year 1000 on, or null. */
function day(v) {
  if (!isText(v) || !DAY.test(v) || v < "1000") return null;
  const [y, m, d] = v.split("-").map(Number);
  const at = new Date(Date.UTC(y, m - 1, d));
  return at.getUTCMonth() === m - 1 && at.getUTCDate() === d ? [y, m * 100 + d, at / 864e5] : null;
}

const days = (a, b, use) => ((a = day(a)), (b = day(b)), a && b ? use(a, b) : null);
const arithmetic = (use) => (a, b) => (isNumber(a) && isNumber(b) ? number(use(a, b)) : null);

function extreme(values, better) {
  values = items(values);
  if (!values.length || !values.every((v) => ordered(values[0], v))) return null;
  return values.reduce((best, v) => (better(v, best) ? v : best));
}

const OPERATIONS = {
  "==": (a, b) => alike(a, b) && a === b,
  "!=": (a, b) => alike(a, b) && a !== b,
  "<": (a, b) => ordered(a, b) && a < b,
  "<=": (a, b) => ordered(a, b) && a <= b,
  ">": (a, b) => ordered(a, b) && a > b,
  ">=": (a, b) => ordered(a, b) && a >= b,
  and: (...parts) => parts.every((v) => v === true),
  or: (...parts) => parts.some((v) => v === true),
  not: (v) => v !== true,
  "+": arithmetic((a, b) => a + b),
  "-": arithmetic((a, b) => a - b),
  "*": arithmetic((a, b) => a * b),
  "/": arithmetic((a, b) => (b ? Math.floor(a / b) : NaN)),
  neg: (v) => (isNumber(v) ? -v || 0 : null),
  sum: (...values) =>
    items(values).reduce((all, v) => (all === null || !isNumber(v) ? null : number(all + v)), 0),
  min: (...values) => extreme(values, (a, b) => a < b),
  max: (...values) => extreme(values, (a, b) => a > b),
  count,
  is_empty: (v) => count(v) === 0,
  includes: (v, ...wanted) => asList(v).some((one) => wanted.some((w) => alike(one, w) && one === w)),
  age: (born, on) => days(born, on, (a, b) => (a[2] > b[2] ? null : b[0] - a[0] - (b[1] < a[1] ? 1 : 0))),
  days_between: (from, to) => days(from, to, (a, b) => b[2] - a[2]),
  if: (test, yes, no) => (test === true ? yes : no),
};

/**
 * Compute a tree. `answers`: field key → value; `today`: ISO date; `row`: the row of the group the expression stands in.
 * Never throws for a tree the server made.
 */
export function evaluate(tree, answers, today, row = null) {
  if (!Array.isArray(tree)) return tree;
  const [name, ...parts] = tree;
  if (name === "get") return walk(answers, parts);
  if (name === "row") return walk(row, parts);
  if (name === "today") return today;
  const values = parts.map((part) => evaluate(part, answers, today, row));
  if (name === "age" && values.length === 1) values.push(today);
  return OPERATIONS[name](...values);
}

/**
 * Settle one page. `plan` is what the server gave for it: {today, known, steps: [{key, visible?, computed?, required?,
 * rows?: [steps]}]}; `answers` is what the page holds now. Gives the values that count, the keys hidden and the keys
 * whose answer is needed; in groups "children.0.school".
 */
export function settle(plan, answers) {
  const values = { ...plan.known, ...answers };
  const hidden = new Set();
  const required = new Set();
  const later = [];
  const settleOne = (step, table, path, row) => {
    const run = (tree) => evaluate(tree, values, plan.today, row);
    if (step.computed) delete table[step.key];
    if (step.visible && run(step.visible) !== true) {
      hidden.add(path);
      delete table[step.key];
    } else if (step.computed) {
      const value = run(step.computed);
      if (value !== null) table[step.key] = value;
    }
    if (step.required) later.push(() => !hidden.has(path) && run(step.required) === true && required.add(path));
  };
  for (const step of plan.steps) {
    settleOne(step, values, step.key, null);
    if (!step.rows || !Array.isArray(values[step.key])) continue;
    values[step.key] = values[step.key].map((given, number) => {
      const row = { ...given };
      for (const inner of step.rows) settleOne(inner, row, `${step.key}.${number}.${inner.key}`, row);
      return row;
    });
  }
  later.forEach((judge) => judge());
  return { values, hidden, required };
}
