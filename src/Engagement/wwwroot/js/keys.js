// Keys beyond page.js: what each key does here (?), sending without the mouse, and the way out of a text box.
(() => {
  const chord = (event) => `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${event.shiftKey ? "shift+" : ""}${event.key}`;

  const show = () => {
    const dialog = document.getElementById("keys");
    const rows = [...document.querySelectorAll("[data-key]")]
      .map((e) => [e.dataset.key, e.dataset.keyName || e.title.replace(/ \(.\)$/, "") || e.getAttribute("aria-label") || e.placeholder || e.textContent.trim()]);
    if (document.querySelector("[data-rows]")) rows.push(["j k", "Move in the list"], ["Enter o", "Open"], ["x", "Choose"]);
    if (document.querySelector('[data-submit="ctrl+Enter"]')) rows.push(["Ctrl+Enter", "Send what is written"]);
    if (document.querySelector('[data-submit="ctrl+shift+Enter"]')) rows.push(["Ctrl+Shift+Enter", "Send and solve"]);
    rows.push(["Escape", "Leave a box, close this"], ["?", "These keys"]);
    const list = dialog.querySelector("dl");
    list.replaceChildren(...rows.flatMap(([key, what]) => {
      const term = document.createElement("dt");
      key.split(" ").forEach((k) => term.append(Object.assign(document.createElement("kbd"), { textContent: k }), " "));
      return [term, Object.assign(document.createElement("dd"), { textContent: what })];
    }));
    dialog.showModal();
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "?" && !typing) {
      event.preventDefault();
      show();
    } else if (event.key === "Escape" && typing && !document.querySelector("dialog[open]")) {
      event.target.blur();
    } else if (event.key === "Enter" && event.target.matches("textarea") && (event.ctrlKey || event.metaKey)) {
      const button = [...event.target.form.querySelectorAll("[data-submit]")].find((b) => b.dataset.submit === chord(event));
      if (!button) return;
      event.preventDefault();
      event.target.form.requestSubmit(button);
    }
  });

  // A key that opens something puts the cursor into it.
  document.addEventListener("toggle", (event) => {
    if (!navigator.userActivation?.isActive || !event.target.matches("details.card[open]")) return;
    event.target.querySelector("textarea, button, input:not([type=hidden])")?.focus();
  }, true);

  // Whoever changed the status by keyboard goes on by keyboard: Enter in a select saves its form.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("select") && event.target.form?.method === "post" && !event.target.closest(".filters")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
})();
