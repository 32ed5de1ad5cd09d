// A table that is wider than its place scrolls; whoever has no pointer gets there with the Tab key, and only then.
(() => {
  const watch = new ResizeObserver(entries => {
    for (const { target } of entries) {
      const wrap = target.closest('.table-wrap');
      if (!wrap || wrap.hasAttribute('role')) { continue; }
      wrap.tabIndex = wrap.scrollWidth > wrap.clientWidth ? 0 : -1;
    }
  });
  const all = root => root.querySelectorAll('.table-wrap, .table-wrap > .table').forEach(e => watch.observe(e));
  all(document);
  document.addEventListener('htmx:afterSwap', e => all(e.target));
})();
