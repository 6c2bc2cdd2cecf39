// Added to pages by `disputed serve` alone: loads a page again once there is a new one, and says while there cannot be.
(() => {
  "use strict";
  const script = document.currentScript;
  const RETRY = 500; // milliseconds
  let source, retry, bar, failed;

  const show = (text, report) => {
    if ((!text && !bar) || window.top !== window) return; // a fact in a frame is no place for it
    if (!bar) {
      const host = document.createElement("disputed-serve");
      const root = host.attachShadow({ mode: "open" });
      const style = document.createElement("style");
      style.textContent = `
        p { position: fixed; inset: auto 0 0 0; z-index: 9999; margin: 0; padding: .5rem 1rem; overflow-wrap: anywhere;
            font: 14px/1.4 system-ui, sans-serif; color: #fff; background: #7a1f1f; border-top: 1px solid #fff }
        p[hidden] { display: none }
        a { color: inherit; margin-inline-start: .5em }
        @media print { p { display: none } }`;
      bar = document.createElement("p");
      bar.setAttribute("role", "status");
      root.append(style, bar);
      document.documentElement.append(host);
    }
    bar.hidden = !text;
    bar.textContent = text;
    if (text && report) {
      const link = document.createElement("a");
      link.href = script.dataset.report;
      link.textContent = "Whole report";
      bar.append(link);
    }
  };

  const told = (state) => {
    failed = false;
    const shown = script.dataset.builds; // of a page that stands in for a site: the report of that build
    if (state.site !== script.dataset.site || (shown !== undefined && Number(shown) !== state.builds)) {
      close();
      location.reload();
    } else if (state.outdated) {
      const count = state.problems === 1 ? "1 problem" : `${state.problems} problems`;
      show(`Out of date: ${state.problems ? `${count}. ` : ""}${state.first}`, true);
    } else {
      show(state.builds === 0 ? "The site is being built. What you see may be out of date." : "");
    }
  };

  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };

  const open = () => {
    close();
    source = new EventSource(script.dataset.events);
    source.onmessage = (event) => told(JSON.parse(event.data));
    source.onerror = () => {
      if (failed) show("Out of date: `disputed serve` does not answer."); // the first time may be a reader who leaves
      failed = true;
      close();
      retry = setTimeout(open, RETRY);
    };
  };

  // A browser allows few connections to one server, so a page that nobody sees holds none.
  const follow = () => (document.visibilityState === "visible" ? open() : close());
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && follow());
  follow();
})();
