// Form: asks before leaving the page when something was typed and not sent. One for the page, whichever form is on it now.
let typed = false;

function ask(event) {
  event.preventDefault();
}

function settled() {
  typed = false;
  window.removeEventListener("beforeunload", ask);
}

export default function unsaved(form) {
  form.addEventListener("input", () => {
    if (typed) return;
    typed = true;
    window.addEventListener("beforeunload", ask);
  });
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) settled();
  });
}
