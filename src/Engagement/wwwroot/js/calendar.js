// The calendar: posts are dragged to another day, or taken up with m, carried with the arrow keys and put down with Enter. Both fill in and
// send the form that stands on the page; the panel's form does the same without any script. And: choosing many, closing the panel.
(() => {
  const form = document.getElementById("calendar-move");
  const days = [...document.querySelectorAll("[data-calendar] > [data-date]")];
  const say = (words) => { document.getElementById("live-status").textContent = words; };
  const aim = (day) => days.forEach((d) => d.classList.toggle("is-aim", d === day));
  const move = (chip, day) => {
    if (!form || chip.dataset.date === day.dataset.date) return;
    form.elements.deliveries.value = chip.dataset.seen;
    form.elements.date.value = day.dataset.date;
    form.requestSubmit();
  };

  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-seen]") ?? null;
    if (dragged) event.dataTransfer.setData("text/plain", dragged.href);
  });
  document.addEventListener("dragend", () => { dragged = null; aim(null); });
  document.addEventListener("dragover", (event) => {
    const day = event.target.closest?.("[data-calendar] > [data-date]");
    if (!dragged || !day) return;
    event.preventDefault();
    aim(day);
  });
  document.addEventListener("drop", (event) => {
    const day = event.target.closest?.("[data-calendar] > [data-date]");
    if (!dragged || !day) return;
    event.preventDefault();
    move(dragged, day);
  });

  let held = null;
  let at = -1;
  const drop = (words) => {
    held?.classList.remove("is-held");
    held = null;
    aim(null);
    say(words);
  };
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const chip = document.activeElement?.closest("[data-seen]");
    if (!held && event.key === "m" && chip && days.length > 0) {
      held = chip;
      held.classList.add("is-held");
      at = days.findIndex((day) => day.dataset.date === chip.dataset.date);
      aim(days[at]);
      say("Taken up. Arrow keys choose the day, Enter puts it down, Escape leaves it where it was.");
    } else if (held && event.key in steps) {
      at = Math.max(0, Math.min(days.length - 1, at + steps[event.key]));
      aim(days[at]);
      days[at].scrollIntoView({ block: "nearest" });
      say(days[at].dataset.name);
    } else if (held && event.key === "Enter") {
      const [from, to] = [held, days[at]];
      drop(`Put down on ${to.dataset.name}.`);
      move(from, to);
    } else if (held && event.key === "Escape") drop("Left where it was.");
    else return;
    event.preventDefault();
  });
  document.addEventListener("focusout", () => { if (held) drop("Left where it was."); });

  const boxes = () => [...document.querySelectorAll('input[form="bulk"][name="deliveries"]')];
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
    const counter = document.querySelector("[data-chosen]");
    if (!counter) return;
    const chosen = boxes().filter((box) => box.checked).length;
    counter.textContent = chosen === 0 ? "None chosen" : `${chosen} chosen`;
  });

  document.addEventListener("click", (event) => {
    const close = event.target.closest?.("[data-close]");
    if (!close) return;
    event.preventDefault();
    document.getElementById("calendar-panel").replaceChildren();
  });
})();
