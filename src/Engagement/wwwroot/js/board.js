// The board by mouse and by keyboard. Either only sends the card's own form, which works without any of this.
(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const columns = [...board.querySelectorAll("[data-column]")];
  const stages = columns.map((column) => column.dataset.column);
  const move = (card, stage) => {
    const form = card.querySelector("[data-move]");
    if (!form || !stage || stage === card.dataset.stage) return;
    form.elements.stage.value = stage;
    form.requestSubmit();
  };

  let dragged = null;
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-card]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.card);
    dragged.classList.add("is-dragged");
  });
  board.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    columns.forEach((column) => column.classList.remove("is-over"));
  });
  columns.forEach((column) => {
    column.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      columns.forEach((other) => other.classList.toggle("is-over", other === column));
    });
    column.addEventListener("drop", (event) => {
      event.preventDefault();
      if (dragged) move(dragged, column.dataset.column);
    });
  });

  board.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input")) return;
    const card = event.target.closest("[data-card]");
    const step = event.key === "[" ? -1 : event.key === "]" ? 1 : 0;
    if (!card || step === 0) return;
    event.preventDefault();
    move(card, stages[stages.indexOf(card.dataset.stage) + step]);
  });
})();
