// Shows the print button where the browser can print.
export default function print(button) {
  if (!window.print) return;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
