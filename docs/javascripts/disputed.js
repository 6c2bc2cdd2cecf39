// Adds what only a script can: filtering the index, copying links. Without it every fact is simply listed.
(() => {
  "use strict";

  // --- the index: filters that combine, and stand in the address -----------------------------------------------------

  const LISTS = { kind: "kind", topic: "topic", speaker: "speaker", article: "articles" };

  function setUpFilter() {
    const form = document.querySelector("form.filter");
    if (!form || form.dataset.ready) return;
    form.dataset.ready = "yes";
    const boxes = [...form.querySelectorAll("input[name=verdict]")];
    const lines = [...document.querySelectorAll(".fact-line")];
    const groups = [...document.querySelectorAll(".fact-group, .fact-list")];
    const count = form.querySelector(".filter-count");
    const field = (name) => form.elements.namedItem(name);

    function matches(line) {
      const verdicts = boxes.filter((box) => box.checked).map((box) => box.value);
      if (!verdicts.includes(line.dataset.verdict)) return false;
      for (const [name, data] of Object.entries(LISTS)) {
        const wanted = field(name).value;
        if (wanted && !line.dataset[data].split(" ").includes(wanted)) return false;
      }
      // ISO dates compare as text; where something was said at an unknown time, no date shuts the fact out
      const { first, last } = line.dataset;
      const from = field("from").value;
      const to = field("to").value;
      return !(from && last && last < from) && !(to && first && first > to);
    }

    function apply() {
      for (const line of lines) line.hidden = !matches(line);
      for (const group of groups) group.hidden = !group.querySelector(".fact-line:not([hidden])");
      for (const list of document.querySelectorAll(".fact-list")) {
        const heading = list.previousElementSibling;
        if (heading && heading.tagName === "H2") heading.hidden = list.hidden;
      }
      const shown = lines.filter((line) => !line.hidden).length;
      count.textContent = shown === lines.length ? `All ${lines.length} facts` : `${shown} of ${lines.length} facts`;
      const address = new URL(location.href);
      for (const name of [...Object.keys(LISTS), "from", "to"]) {
        if (field(name).value) address.searchParams.set(name, field(name).value);
        else address.searchParams.delete(name);
      }
      const checked = boxes.filter((box) => box.checked).map((box) => box.value);
      if (checked.length === boxes.length) address.searchParams.delete("verdict");
      else address.searchParams.set("verdict", checked.join(","));
      history.replaceState(null, "", address);
    }

    const asked = new URL(location.href).searchParams;
    if (asked.has("verdict")) {
      const wanted = asked.get("verdict").split(",");
      for (const box of boxes) box.checked = wanted.includes(box.value);
    }
    for (const name of [...Object.keys(LISTS), "from", "to"]) if (asked.has(name)) field(name).value = asked.get(name);
    form.hidden = false;
    form.addEventListener("change", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    apply();
  }

  // --- permanent addresses: a control that copies one ----------------------------------------------------------------

  function setUpCopying() {
    for (const link of document.querySelectorAll("a.permalink:not([data-ready])")) {
      link.dataset.ready = "yes";
      link.addEventListener("click", async (event) => {
        if (!navigator.clipboard) return; // then it is a link like any other
        event.preventDefault();
        history.replaceState(null, "", link.getAttribute("href"));
        await navigator.clipboard.writeText(link.href);
        const before = link.textContent;
        link.textContent = "copied";
        setTimeout(() => (link.textContent = before), 1500);
      });
    }
  }

  // --- long lists in pages: who comes by an address that another page holds by now is led there ---------------------

  function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id) return;
    const target = document.getElementById(id);
    const line = target && target.closest(".elsewhere li");
    // a page that has lost it asks the first one, which knows where everything is
    const link = line ? line.querySelector("a") : !target && document.querySelector(".pager a[aria-label='Page 1']");
    if (link) location.replace(link.href + location.hash);
  }

  window.addEventListener("hashchange", follow);

  // --- citations: on a touch screen the first tap shows the quote, the second follows it; Escape puts it away ----------

  function setUpCitations() {
    for (const citation of document.querySelectorAll(".cite:not([data-ready])")) {
      citation.dataset.ready = "yes";
      const link = citation.querySelector("a");
      let open = false;
      link.addEventListener("pointerdown", (event) => {
        open = event.pointerType === "mouse" || document.activeElement === link;
      });
      link.addEventListener("click", (event) => {
        if (open || event.detail === 0) return; // a mouse has shown it, a keyboard has focused it
        event.preventDefault();
        link.focus();
      });
      citation.addEventListener("keydown", (event) => {
        if (event.key === "Escape") citation.classList.add("is-dismissed");
      });
      for (const name of ["focusout", "mouseleave"]) {
        citation.addEventListener(name, () => citation.classList.remove("is-dismissed"));
      }
    }
  }

  // --- the tab of a page that is in no menu, such as the page of a fact: the one of the folder it lies in -------------

  function setUpTabs() {
    if (document.querySelector(".md-tabs__item--active")) return;
    const inside = (link) => location.pathname.startsWith(link.pathname) && !link.matches(".md-tabs__item:first-child *");
    const tab = [...document.querySelectorAll(".md-tabs__link")].find(inside);
    if (tab) tab.closest(".md-tabs__item").classList.add("md-tabs__item--active");
  }

  function setUp() {
    follow();
    setUpTabs();
    setUpFilter();
    setUpCopying();
    setUpCitations();
  }

  // The theme may replace the page without loading it anew; it then announces the new one here.
  if (window.document$ && window.document$.subscribe) window.document$.subscribe(setUp);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", setUp);
  else setUp();
})();
