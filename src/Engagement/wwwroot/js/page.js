// What every page does: form tokens for htmx, focus and announcements after a swap, keys, menus. Pages work without it.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-Form-Token"] = document.querySelector('meta[name="form-token"]').content;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.elt;
  target.querySelector?.("[data-focus]")?.focus();
  const words = target.querySelector?.("[data-status]")?.textContent;
  if (words) document.getElementById("live-status").textContent = words;
});

document.addEventListener("htmx:responseError", () => {
  document.getElementById("live-status").textContent = "That did not work. Nothing was changed; try again.";
});

// Keys: an element says which one it wants with data-key. Never while somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("input, textarea, select")) wanted.focus();
  else wanted.click();
});

document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// A form that would lose words asks before it is left.
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.form?.hasAttribute("data-guard")) unsaved = true;
});
document.addEventListener("submit", () => { unsaved = false; });
addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

// What was typed before anybody listened (a slow line), or what the browser brought back into a form, is told once somebody does.
const differs = (field) => {
  if (field.matches("[type=hidden], [type=file], [type=submit], [type=button]")) return false;
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  const options = [...field.options];
  return options.some((option) => option.defaultSelected) && options.some((option) => option.selected !== option.defaultSelected);
};
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) return;
  for (const field of document.querySelectorAll("form :is(input, select, textarea)")) {
    if (!differs(field)) continue;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

// A preview whose picture cannot be fetched shows what the network would: the card without it, the letter for the avatar.
const drop = (img) => {
  if (!img.matches(".preview-post img")) return;
  if (img.matches(".avatar-img")) {
    const letter = document.createElement("span");
    letter.className = "avatar-letter";
    letter.setAttribute("aria-hidden", "true");
    letter.textContent = img.parentElement.querySelector("strong").textContent.slice(0, 1).toUpperCase();
    img.replaceWith(letter);
  } else {
    img.closest(".has-image")?.classList.remove("has-image");
    img.remove();
  }
};
document.addEventListener("error", (event) => { if (event.target.matches?.("img")) drop(event.target); }, true);
document.querySelectorAll("img").forEach((img) => { if (img.complete && img.currentSrc && img.naturalWidth === 0) drop(img); });
