// Small helps for pages that work without them: dialogs open in place, toasts close, pages print.
const press = {
  dialog(button, event) {
    const dialog = document.getElementById(button.dataset.dialog);
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
  },
  close(button) {
    const dialog = button.closest("dialog");
    if (dialog) dialog.close();
    else button.closest(".toast")?.remove();
  },
  print() {
    window.print();
  },
};

document.addEventListener("click", (event) => {
  for (const [name, act] of Object.entries(press)) {
    const button = event.target.closest(`[data-${name}]`);
    if (button) return act(button, event);
  }
});

// What only works with this file is shown only by this file.
const show = (root) => root.querySelectorAll("[data-close][hidden], [data-print][hidden]").forEach((one) => (one.hidden = false));
show(document);
document.addEventListener("htmx:load", (event) => show(event.target));

// A second press on a slow line must not send twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
document.addEventListener("htmx:afterRequest", (event) => delete event.target.closest?.("form")?.dataset.sent);

// The reader is brought to what must be mended.
document.querySelector("form[method=post] .notice[role=alert] a")?.focus();
