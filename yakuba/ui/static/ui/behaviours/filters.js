// List filters: choosing from a pull-down searches at once. "/" leads to the search box.
export default function filters(form) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const box = form.querySelector("[data-key='/']");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
