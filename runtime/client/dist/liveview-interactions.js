"use strict";
(() => {
  // interactions/history.ts
  var DOCUMENT = performance.timeOrigin;
  var KEPT = 50;
  var FIELDS = "input:not([type=password],[type=file]),textarea,option";
  var PERMANENT = "[data-liveview-permanent]";
  var History = class {
    constructor(host) {
      this.host = host;
      this.mark();
      addEventListener("popstate", (event) => this.arrive(event.state));
      addEventListener("scroll", () => this.scrolled = position(), { passive: true });
    }
    index = history.state?.liveview?.index ?? 0;
    entries = [];
    baselines = /* @__PURE__ */ new Map();
    scrolled = position();
    /** A new address: what is on screen is kept for the way back. */
    navigate(_, replace) {
      if (!replace) this.advance();
      return this.state();
    }
    /** What an element holds is kept before its first change, and only when there is a way back. */
    changes(element) {
      const { page } = this.host;
      const named = element.closest("[id]:not(form)") ?? page.body;
      const key = named === page.body ? "body" : `#${CSS.escape(named.getAttribute("id"))}`;
      if (!this.baselines.has(key) && !named.closest(PERMANENT)) this.baselines.set(key, this.entries.length ? this.capture(named) : null);
    }
    state() {
      return { ...history.state, liveview: { document: DOCUMENT, index: this.index } };
    }
    mark() {
      history.replaceState(this.state(), "");
    }
    advance() {
      this.leave();
      this.entries.length = ++this.index;
    }
    leave() {
      const regions = /* @__PURE__ */ new Map();
      for (const key of this.baselines.keys()) {
        const element = this.find(key);
        if (element) regions.set(key, this.capture(element));
      }
      this.entries[this.index] = { title: this.host.page.title, scrolled: this.scrolled, regions };
      if (this.index >= KEPT) this.entries[this.index - KEPT] = null;
    }
    arrive(state) {
      const mark = state?.liveview;
      if (!mark) {
        this.advance();
        return this.mark();
      }
      const entry = this.entries[mark.index];
      if (mark.document !== DOCUMENT || !entry) return location.reload();
      this.leave();
      this.index = mark.index;
      this.restore(entry);
      this.host.emit("liveview:history-restored", { url: location.href, index: this.index });
    }
    restore(entry) {
      const later = [...this.baselines].filter(([key]) => !entry.regions.has(key)).reverse();
      for (const [key, region] of later) this.lay(this.find(key), region);
      const own = [...entry.regions.keys()];
      for (const element of own.length ? this.host.select(document, own.join()) : []) {
        const key = own.find((key2) => element.matches(key2));
        this.lay(element, entry.regions.get(key));
      }
      this.host.page.title = entry.title;
      this.scrolled = entry.scrolled;
      scrollTo({ ...entry.scrolled, behavior: "instant" });
    }
    find(selector) {
      return this.host.select(document, selector)[0];
    }
    capture(element) {
      const fields = this.fields(element).map(({ name, value, checked, selected }) => ({ name, value, checked, selected }));
      return { html: element.innerHTML, fields };
    }
    lay(element, region) {
      if (!element || !region) return;
      const { html, fields } = region;
      this.host.morph(element, html, { force: true, skip: (live) => live.matches(PERMANENT) });
      this.fields(element).forEach((field, index) => {
        const kept = fields[index];
        if (!kept || field.name !== kept.name) return;
        for (const name in kept) if (kept[name] !== void 0 && field[name] !== kept[name]) field[name] = kept[name];
      });
    }
    fields(element) {
      return this.host.select(element, FIELDS).filter((field) => !field.closest(PERMANENT));
    }
  };
  function position() {
    return { left: scrollX, top: scrollY };
  }

  // interactions/main.ts
  var { liveview } = window;
  liveview.use((host) => new History(host));
})();
