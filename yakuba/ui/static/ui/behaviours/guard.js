// A form is sent once: a second press of a button does nothing while the first answer is on its way.
// The server refuses repeats by itself; this only spares people the doubt.
export default function guard(form) {
  let sent = false;

  function release() {
    sent = false;
    form.querySelectorAll("[type=submit][aria-disabled]").forEach((one) => one.removeAttribute("aria-disabled"));
  }

  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented) return;
    sent = true;
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(release, 20000);
  });
  window.addEventListener("pageshow", release);
  form.addEventListener("htmx:afterRequest", release);
}
