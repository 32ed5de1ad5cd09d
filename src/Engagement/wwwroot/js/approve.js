// The list of what waits for approval, by keyboard: j and k move, a approves, r returns. The buttons do the same.
(() => {
  const cards = [...document.querySelectorAll("[data-approve]")];
  if (cards.length === 0) return;
  const here = () => cards.indexOf(document.activeElement?.closest("[data-approve]"));
  const go = (at) => {
    const card = cards[Math.max(0, Math.min(cards.length - 1, at))];
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  };
  // Ready for the keys, with the page's head still in view.
  cards.find((card) => "first" in card.dataset)?.focus({ preventScroll: true });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const button = cards[here()]?.querySelector(`[data-do="${CSS.escape(event.key)}"]`);
    if (event.key === "j") go(here() + 1);
    else if (event.key === "k") go(here() - 1);
    else if (button && !button.disabled) {
      button.click();
      if (event.key === "r") cards[here()].querySelector("textarea").focus();
    } else return;
    event.preventDefault();
  });
})();
