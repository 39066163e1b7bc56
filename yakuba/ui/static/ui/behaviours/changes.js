// A form whose buttons change the page it is on. HTMX sends them and draws the main part anew; this looks after the rest:
// how far an upload is, where the cursor goes, what to do when there is no answer, and that sending waits for a change.
const CONTROLS = "input:not([type=hidden], [type=radio], [type=checkbox]):not(:disabled), select, textarea";
let change = null;
let sendAfterwards = false;

export default function changes(form) {
  form.addEventListener("htmx:beforeRequest", (event) => {
    const { elt } = event.detail;
    if ([...(elt.files ?? [])].some((file) => file.size > Number(elt.dataset.largest || Infinity))) {
      event.preventDefault(); // the box says so already
      return;
    }
    change = event.detail.requestConfig;
    say(form, form.dataset.sending);
  });
  form.addEventListener("htmx:xhr:progress", ({ detail }) => {
    const bar = form.querySelector(".changing progress");
    if (bar && detail.lengthComputable) bar.value = detail.loaded / detail.total;
  });
  form.addEventListener("htmx:sendError", () => {
    end();
    say(form, form.dataset.offline, "alert");
  });
  // What HTMX does not draw (refused, too large, our fault) the browser shows as a page: it sends the form itself.
  form.addEventListener("htmx:responseError", (event) => {
    const { parameters } = event.detail.requestConfig;
    end();
    const box = Object.assign(document.createElement("input"), { type: "hidden", name: "change", value: parameters.change });
    form.append(box);
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    if (!change) return;
    event.preventDefault();
    sendAfterwards = true;
  });
}

function end() {
  change = null;
  sendAfterwards = false;
}

/** A line beside what is being sent: under way with a bar, or why it failed. */
function say(form, words, role = "status") {
  form.querySelector(".changing")?.remove();
  const line = Object.assign(document.createElement("p"), { className: "changing", textContent: words, role });
  if (role === "status") line.append(Object.assign(document.createElement("progress"), { ariaLabel: words }));
  const place = document.querySelector(change?.path ?? ".buttons") ?? form;
  place.append(line);
}

document.addEventListener("htmx:afterSettle", () => {
  if (!change) return;
  const { path, parameters } = change;
  const send = sendAfterwards;
  end();
  if (document.querySelector("[aria-invalid=true]")) return;
  if (send) document.querySelector("form[data-behaviour~=changes]")?.requestSubmit();
  else cursor(document.querySelector(path), parameters.change);
});

/** To the first empty box of the new row or of the question; where rows went, to the button that adds one. */
function cursor(question, pressed) {
  if (!question) return;
  const rows = question.querySelectorAll(".round");
  const place = pressed.startsWith("add:") ? [...rows].at(-1) : question;
  const boxes = [...place.querySelectorAll(CONTROLS)];
  const gone = pressed.startsWith("remove:") && question.querySelector("button[value^='add:']");
  (gone || boxes.find((box) => !box.value) || boxes[0])?.focus();
}
