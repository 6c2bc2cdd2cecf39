// Adds what only a script can: filtering the index by verdict. Without it every fact is simply listed.
(() => {
  "use strict";

  function setUp() {
    const form = document.querySelector("form.filter");
    if (!form || form.dataset.ready) return;
    form.dataset.ready = "yes";
    const boxes = [...form.querySelectorAll("input[name=verdict]")];
    const lines = [...document.querySelectorAll("[data-verdict]")];
    const groups = [...document.querySelectorAll(".fact-group")];
    const count = form.querySelector(".filter-count");

    function apply() {
      const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
      for (const line of lines) line.hidden = !wanted.has(line.dataset.verdict);
      for (const group of groups) group.hidden = !group.querySelector("[data-verdict]:not([hidden])");
      const shown = lines.filter((line) => !line.hidden).length;
      count.textContent = shown === lines.length ? "" : `${shown} of ${lines.length} facts shown`;
      const address = new URL(location.href);
      if (wanted.size === boxes.length) address.searchParams.delete("verdict");
      else address.searchParams.set("verdict", [...wanted].join(","));
      history.replaceState(null, "", address);
    }

    const asked = new URL(location.href).searchParams.get("verdict");
    if (asked !== null) {
      const wanted = new Set(asked.split(","));
      for (const box of boxes) box.checked = wanted.has(box.value);
    }
    form.hidden = false;
    form.addEventListener("change", apply);
    apply();
  }

  // The theme may replace the page without loading it anew; it then announces the new one here.
  if (window.document$ && window.document$.subscribe) window.document$.subscribe(setUp);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", setUp);
  else setUp();
})();
