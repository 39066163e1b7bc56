// Rows chosen for a bulk action: counts them, and ticks all of the page at once.
export default function selection(form) {
  const boxes = [...form.querySelectorAll("[name=selected]")];
  const all = form.querySelector("[data-all]");
  const words = form.querySelector("[data-selected]");
  const idle = words?.textContent;

  function count() {
    const chosen = boxes.filter((box) => box.checked).length;
    if (words) words.textContent = chosen ? `選んだ${chosen}件を` : idle;
    if (!all) return;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }

  if (all) {
    all.closest("label").hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      count();
    });
  }
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
  count();
}
