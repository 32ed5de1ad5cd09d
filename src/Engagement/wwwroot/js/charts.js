// Draws each chart from the table beside it, so that both say the same. Colours come from the page, for light and dark.
(() => {
  if (!window.Chart) return;
  const style = () => getComputedStyle(document.documentElement);
  const token = (name) => style().getPropertyValue(name).trim();
  const span = (s) => s < 60 ? `${Math.round(s)} s` : s < 3600 ? `${Math.round(s / 60)} min` : s < 86400 ? `${(s / 3600).toFixed(1)} h` : `${(s / 86400).toFixed(1)} d`;
  const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
  const most = 12; // bars that can be told apart
  const drawn = [];

  // The ends of an interval, over its bar.
  const whiskers = {
    id: "whiskers",
    afterDatasetsDraw(chart) {
      const ends = chart.options.whiskers;
      if (!ends) return;
      const { ctx, scales: { x } } = chart;
      ctx.strokeStyle = token("--ink");
      ctx.lineWidth = 1.5;
      chart.getDatasetMeta(0).data.forEach((bar, i) => {
        const [low, high] = ends[i];
        if (low === null) return;
        ctx.beginPath();
        ctx.moveTo(x.getPixelForValue(low), bar.y);
        ctx.lineTo(x.getPixelForValue(high), bar.y);
        for (const end of [low, high]) { ctx.moveTo(x.getPixelForValue(end), bar.y - 5); ctx.lineTo(x.getPixelForValue(end), bar.y + 5); }
        ctx.stroke();
      });
    },
  };

  const draw = (canvas) => {
    const table = document.getElementById(canvas.dataset.of);
    const kind = canvas.dataset.chart;
    const lying = kind === "bars" || kind === "interval";
    const rows = [...table.tBodies[0].rows].slice(0, lying ? most : undefined);
    const columns = [...table.tHead.rows[0].cells].map((cell, at) => ({ at, name: cell.textContent, of: cell.dataset.drawn })).filter((c) => c.of);
    const cell = (row, at) => { const v = row.cells[at].dataset.value; return v === undefined || v === "" ? null : Number(v); };
    const time = columns[0].of === "Duration";
    const values = kind === "interval" ? columns.slice(0, 1) : columns;
    const share = columns[0].of === "Percent";
    const words = (v) => v === null ? "–" : share ? `${number.format(v * 100)} %` : time ? span(v) : number.format(v);
    const ink = token("--ink-2");
    const axis = (isValues) => ({
      grid: { color: isValues ? token("--line") : "transparent" }, border: { color: token("--line") }, beginAtZero: true,
      ticks: { color: ink, font: { size: 11 }, precision: 0, maxRotation: 0, autoSkipPadding: 12, ...(isValues ? { callback: words, maxTicksLimit: 6 } : lying ? { autoSkip: false, callback(v) { const l = this.getLabelForValue(v); return l.length > 30 ? `${l.slice(0, 29)}…` : l; } } : {}) },
    });
    canvas.parentElement.classList.toggle("chart-tall", lying);
    return new Chart(canvas, {
      type: kind === "line" ? "line" : "bar",
      plugins: [whiskers],
      data: {
        labels: rows.map((row) => row.cells[0].textContent.trim()),
        datasets: values.map((column, i) => ({
          label: column.name, data: rows.map((row) => cell(row, column.at)),
          borderColor: token(`--chart-${i + 1}`), backgroundColor: token(`--chart-${i + 1}`), borderWidth: kind === "line" ? 2 : 0,
          borderDash: i % 2 ? [5, 3] : [], pointStyle: i % 2 ? "rectRot" : "circle", pointRadius: rows.length > 40 ? 0 : 3, tension: 0.2, maxBarThickness: 26, borderRadius: 2,
        })),
      },
      options: {
        animation: false, responsive: true, maintainAspectRatio: false, indexAxis: lying ? "y" : "x",
        whiskers: kind === "interval" ? rows.map((row) => [cell(row, columns[1].at), cell(row, columns[2].at)]) : null,
        interaction: { mode: "index", intersect: false, axis: lying ? "y" : "x" },
        scales: lying ? { x: { ...axis(true), suggestedMax: kind === "interval" ? Math.max(...rows.map((row) => cell(row, columns[2].at) ?? 0)) : undefined }, y: axis(false) } : { x: axis(false), y: axis(true) },
        plugins: {
          legend: { display: values.length > 1, labels: { color: token("--ink"), usePointStyle: true, boxHeight: 7 } },
          tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${words(item.raw)}` } },
        },
      },
    });
  };

  const all = () => {
    drawn.splice(0).forEach((chart) => chart.destroy());
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    document.querySelectorAll("canvas[data-chart]").forEach((canvas) => drawn.push(draw(canvas)));
  };
  all();
  new MutationObserver(all).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
})();
