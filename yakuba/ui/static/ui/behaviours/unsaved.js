// Form: asks before leaving the page when something was typed and not sent.
export default function unsaved(form) {
  let typed = false;
  const ask = (event) => event.preventDefault();

  form.addEventListener("input", () => {
    if (typed) return;
    typed = true;
    window.addEventListener("beforeunload", ask);
  });
  form.addEventListener("submit", () => {
    typed = false;
    window.removeEventListener("beforeunload", ask);
  });
}
