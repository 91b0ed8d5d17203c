// Lets a form be sent once. The button is not disabled: its own name and value must reach the server.

const PATIENCE_MS = 8000;
const sent = new WeakSet();

function release(form, button) {
  sent.delete(form);
  button?.removeAttribute("aria-disabled");
}

function guard(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) {
    return;
  }
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(release, PATIENCE_MS, form, event.submitter);
}

// A page that comes back out of the browser's memory may be sent again.
function reopen(event) {
  if (event.persisted) {
    document.querySelectorAll("form").forEach((form) => {
      release(form, form.querySelector("[aria-disabled]"));
    });
  }
}

document.addEventListener("submit", guard);
window.addEventListener("pageshow", reopen);
