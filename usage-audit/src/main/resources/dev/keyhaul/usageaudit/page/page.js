"use strict";
(() => {
  const boxes = [...document.querySelectorAll("input[data-strength]")];
  const search = document.querySelector("input[type=search]");
  const rows = [...document.querySelectorAll("tr[data-strength]")];
  const marks = [...document.querySelectorAll("g[data-strength]")];
  const shown = document.getElementById("shown");
  const apply = () => {
    const strengths = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.strength));
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const visible = strengths.has(row.dataset.strength) && words.every((word) => text.includes(word));
      row.hidden = !visible;
      count += visible ? 1 : 0;
      for (const mark of marks) {
        if (mark.dataset.finding === row.dataset.finding) {
          mark.toggleAttribute("hidden", !visible);
        }
      }
    }
    shown.textContent = count + " of " + rows.length + " findings shown";
  };
  boxes.forEach((box) => box.addEventListener("change", apply));
  search.addEventListener("input", apply);
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  document.documentElement.dataset.ready = "yes";
  apply();
})();
