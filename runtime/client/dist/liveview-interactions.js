"use strict";
(() => {
  // interactions/core.ts
  var given;
  window.liveview.use((host) => {
    given = host;
    return {};
  });
  var core = given;
  var connected = core.status === "connected";
  var reconnected = false;
  core.on("connect", () => {
    reconnected = connected;
    connected = true;
  });

  // interactions/attributes.ts
  var PREFIX = "data-liveview-";
  function read(element, name) {
    return element.getAttribute(PREFIX + name);
  }
  function setting({ element, submitter }, name) {
    return (submitter && read(submitter, name)) ?? (element ? read(element, name) : null);
  }
  function milliseconds(element, name) {
    const text = read(element, name);
    const time = Number(text);
    if (time > 0) return time;
    if (text !== null) core.complain(`${PREFIX}${name} takes milliseconds`, element);
    return 0;
  }
  function json(element, name, kind) {
    const text = read(element, name);
    if (text === null) return;
    let mistake = "";
    try {
      const value = JSON.parse(text);
      if (value?.constructor === kind) return value;
    } catch (error) {
      mistake = `: ${error}`;
    }
    core.complain(`${PREFIX}${name} takes JSON, ${kind === Array ? "a list" : "an object"}${mistake}`, element);
  }

  // interactions/announce.ts
  var said = /* @__PURE__ */ new WeakMap();
  var region;
  function say(text) {
    if (!region?.isConnected) {
      region = core.page.createElement("div");
      region.setAttribute("role", "status");
      region.style.cssText = "position:fixed;top:0;clip-path:inset(50%)";
      core.page.documentElement.appendChild(region);
    }
    region.textContent = "";
    requestAnimationFrame(() => region.textContent = text);
  }
  function news() {
    const texts = [];
    for (const element of core.select(document, "[data-liveview-announce]")) {
      const text = (read(element, "announce") || element.textContent).trim();
      if (text && said.get(element) !== text) texts.push(text);
      said.set(element, text);
    }
    return texts;
  }
  news();
  var announce = {
    keys: { announce: say },
    applied() {
      const texts = news();
      if (texts.length) say(texts.join(" "));
    }
  };

  // interactions/targets.ts
  var FOLLOWING = 4;
  var PRECEDING = 2;
  var TARGET = /^(this|closest|find|next|previous)(?:\s+(.+))?$/;
  function targets(text, from) {
    const [, word, selector] = TARGET.exec(String(text)) ?? [];
    try {
      switch (word) {
        case void 0:
          return core.select(document, String(text));
        case "this":
          return [from];
        case "closest":
          return listed(from.closest(selector));
        case "find":
          return core.select(from, selector);
        case "next":
          return listed(beside(selector, from, FOLLOWING)[0]);
        default:
          return listed(beside(selector, from, PRECEDING).at(-1));
      }
    } catch {
      core.complain(`\`${text}\` is not a target`, from);
      return [];
    }
  }
  function beside(selector, from, side) {
    return core.select(document, selector).filter((element) => from.compareDocumentPosition(element) === side);
  }
  function listed(element) {
    return element ? [element] : [];
  }

  // interactions/commands.ts
  var commands = new Map(Object.entries({
    show: (element) => setAttribute(element, "hidden", null),
    hide: (element) => setAttribute(element, "hidden", ""),
    toggle: (element) => setAttribute(element, "hidden", element.hidden ? null : ""),
    addClass: (element, names) => setClasses(element, names, true),
    removeClass: (element, names) => setClasses(element, names, false),
    toggleClass: (element, names) => setClasses(element, names),
    setAttr: (element, name, value = "") => setAttribute(element, name, value),
    removeAttr: (element, name) => setAttribute(element, name, null),
    toggleAttr: (element, name, value = "", other = null) => setAttribute(element, name, element.getAttribute(name) === value ? other : value),
    focus: (element) => element.focus(),
    blur: (element) => element.blur(),
    scroll: (element) => element.scrollIntoView({ behavior: "smooth", block: "nearest" }),
    dispatch: (element, name, detail) => void core.emit(name, detail, true, element),
    reset: (element) => reset(element),
    submit: (element) => HTMLFormElement.prototype.requestSubmit.call(element),
    openDialog: (element) => showDialog(element),
    closeDialog: (element) => element.close(),
    copy: (element, text = element.value ?? element.textContent) => void navigator.clipboard?.writeText(text),
    transition: (element, names) => animate(element, names)
  }));
  function addCommand(name, command) {
    commands.set(name, command);
  }
  function run(list, from) {
    const undos2 = [];
    for (const item of Array.isArray(list) ? list : []) {
      const [name, target = "this", ...values] = Array.isArray(item) ? item : [item];
      const command = commands.get(name);
      if (!command) {
        core.complain(`there is no command \`${name}\``, from);
        continue;
      }
      for (const element of targets(target, from)) {
        try {
          const undo = command(element, ...values);
          if (undo) undos2.push(undo);
        } catch (error) {
          console.error("liveview:", error, item);
        }
      }
    }
    return () => undos2.reverse().forEach((undo) => undo());
  }
  function setAttribute(element, name, value) {
    const before = element.getAttribute(name);
    if (runs(name, value)) {
      core.complain(`\`${name}\` is not set: its value would run as a script`, element);
      return () => {
      };
    }
    put(element, name, value);
    return () => {
      if (element.getAttribute(name) === value) put(element, name, before);
    };
  }
  function put(element, name, value) {
    if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
  function runs(name, value) {
    return /^(on|srcdoc$)/i.test(name) || URL.canParse(value ?? "") && new URL(value).protocol === "javascript:";
  }
  function setClasses(element, names, wanted) {
    const changed2 = names.split(/\s+/).filter((name) => name && element.classList.contains(name) !== wanted);
    const after = changed2.map((name) => element.classList.toggle(name));
    return () => changed2.forEach((name, index) => {
      if (element.classList.contains(name) === after[index]) element.classList.toggle(name);
    });
  }
  function reset(form) {
    HTMLFormElement.prototype.reset.call(form);
  }
  function showDialog(dialog) {
    if (dialog.open) return;
    dialog.showModal();
    return () => dialog.close();
  }
  function animate(element, names) {
    const undo = setClasses(element, names, true);
    void Promise.allSettled(element.getAnimations().map((animation) => animation.finished)).then(undo);
  }

  // interactions/gate.ts
  function unsent(code, message) {
    return { ref: 0, error: { code, message } };
  }
  var Gate = class {
    closed = false;
    waiting;
    hold({ element }, next) {
      this.waiting?.(false);
      return new Promise((resolve) => {
        this.waiting = (go) => resolve(go && element.isConnected ? next() : unsent("dropped", "a newer call took its place"));
      });
    }
    /** Lets the call that waits go on. False when there is none. */
    release() {
      const { waiting: waiting2 } = this;
      this.waiting = void 0;
      waiting2?.(true);
      return !!waiting2;
    }
  };
  function gates() {
    const all2 = /* @__PURE__ */ new WeakMap();
    return ({ element, name }) => {
      const own = all2.get(element) ?? /* @__PURE__ */ new Map();
      const gate = own.get(name) ?? new Gate();
      all2.set(element, own.set(name, gate));
      return gate;
    };
  }

  // interactions/confirm.ts
  var confirming = {
    around(call, next) {
      const message = setting(call, "confirm");
      if (!message || !call.event) return next();
      return new Promise((resolve) => {
        const answer = (yes) => resolve(yes ? next() : unsent("cancelled", "the visitor said no"));
        if (core.emit("liveview:confirm", { message, answer }, true, call.element)) answer(confirm(message));
      });
    }
  };

  // interactions/current.ts
  var LINKS = "a[data-liveview-current],[data-liveview-current] a[href]";
  function mark() {
    for (const link of core.select(document, LINKS)) {
      const within = link.closest("[data-liveview-current]").getAttribute("data-liveview-current") === "within";
      const here = link.origin === location.origin && (link.pathname === location.pathname || within && `${location.pathname}/`.startsWith(link.pathname.replace(/\/?$/, "/")));
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
  for (const type of ["popstate", "hashchange"]) addEventListener(type, mark);
  var current = {
    attributes: { "data-liveview-current": mark },
    applied: mark
  };

  // interactions/errors.ts
  var PLACE = "[data-liveview-error]";
  var shown = /* @__PURE__ */ new WeakMap();
  function tell(owner, error) {
    const place = (owner && core.select(owner, PLACE)[0]) ?? core.select(document, PLACE).find((place2) => !place2.closest("form"));
    if (!place || !(error || shown.get(place) === owner)) return;
    place.textContent = error ? textOf(error) : "";
    if (error) shown.set(place, owner);
    else shown.delete(place);
  }
  function textOf({ message, reference }) {
    return reference ? `${message} (${reference})` : message;
  }
  core.on("error", ({ detail }) => detail.ref ?? tell(null, detail));
  var errors = {
    around({ element, event }, next) {
      const owner = element ? core.formOf(element) ?? (event ? null : element) : null;
      return next().then((answer) => {
        if (!/^(cancelled|dropped)$/.test(answer.error?.code ?? "")) tell(owner, answer.error);
        return answer;
      });
    }
  };

  // src/form.ts
  var BUTTON = /^(submit|button|reset|image)$/;
  var ALONE = "input,select,textarea";
  var FIELD = `${ALONE},button`;

  // src/action.ts
  function defaultEvent(element) {
    switch (element.localName) {
      case "form":
        return "submit";
      case "details":
        return "toggle";
      case "select":
        return "change";
      case "textarea":
        return "input";
      case "input":
        return BUTTON.test(element.type) ? "click" : "input";
      default:
        return "click";
    }
  }

  // interactions/scripts.ts
  function runScript(element) {
    run(json(element, "js", Array), element);
  }
  var scripts = {
    keys: {
      js: (list, { target }) => void run(list, target && core.select(document, target)[0] || core.page.documentElement)
    },
    around(call, next) {
      const list = call.element && json(call.element, "optimistic", Array);
      if (!list) return next();
      const undo = run(list, call.element);
      const answer = next();
      answer.then(({ error }) => error && undo(), undo);
      return answer;
    }
  };

  // interactions/events.ts
  var PREFIX2 = "data-liveview-on-";
  var NAME = /^data-liveview-on-(?:(window)-|document-)?(.+)$/;
  var ASKING = `descendant-or-self::*/@*[starts-with(name(), "${PREFIX2}")]`;
  var CLICKED = "a[href],button,input[type=submit],input[type=image]";
  var events = {
    attributes: {
      "data-liveview-js": (element) => core.listen(defaultEvent(element))
    },
    actions(element, event, at) {
      const options = words(element, "mods");
      const actions = [];
      const name = read(element, `on-${at && `${at}-`}${event}`);
      if (name) {
        const keys = event.startsWith("key") ? words(element, "keys") : [];
        const prevents = keys[0] || (event === "click" ? element.matches(CLICKED) : event === "submit");
        for (const filter of keys[0] ? keys : [""]) {
          actions.push({ event, at, filter, method: "on", options: prevents ? [...options, "prevent"] : options, run: (event2) => core.run(element, event2, name) });
        }
      }
      if (!at && element.hasAttribute("data-liveview-js") && event === defaultEvent(element)) {
        actions.push({ event, at, filter: "", method: "js", options, run: () => runScript(element) });
      }
      return actions;
    }
  };
  function words(element, name) {
    return read(element, name)?.match(/\S+/g) ?? [];
  }
  function discover(root) {
    const found = core.page.evaluate(ASKING, root, null, XPathResult.ANY_TYPE);
    for (let attribute = found.iterateNext(); attribute; attribute = found.iterateNext()) listen(attribute.name);
  }
  function listen(attribute) {
    const [, at, event] = NAME.exec(attribute) ?? [];
    if (event && event !== "outside") core.listen(event, !!at);
  }
  new MutationObserver((records) => {
    for (const { attributeName, addedNodes } of records) {
      if (attributeName?.startsWith(PREFIX2)) listen(attributeName);
      addedNodes.forEach(discover);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true });
  discover(document);

  // interactions/feedback.ts
  var waiting = /* @__PURE__ */ new Set();
  var undos = [];
  var feedback = {
    around(call, next) {
      if (!call.element) return next();
      const answer = next();
      waiting.add(call);
      show();
      const end = () => {
        waiting.delete(call);
        show();
      };
      answer.then(end, end);
      return answer;
    },
    applied: show
  };
  core.on("before-apply", () => {
    hide();
    queueMicrotask(show);
  });
  function calmly(work) {
    hide();
    work();
    show();
  }
  function hide() {
    for (const undo of undos.splice(0).reverse()) undo();
  }
  function show() {
    hide();
    for (const call of waiting) {
      const element = standing(call.element);
      const submitter = call.submitter && standing(call.submitter);
      const indicator = setting(call, "indicator");
      for (const found of indicator ? targets(indicator, element) : []) {
        undos.push(setAttribute(found, "hidden", null), setClasses(found, "liveview-loading", true));
      }
      for (const busy of /* @__PURE__ */ new Set([element, submitter ?? element])) {
        undos.push(setClasses(busy, read(busy, "loading-class") ?? "", true));
      }
      for (const busy of /* @__PURE__ */ new Set([element, core.formOf(element) ?? element])) undos.push(setAttribute(busy, "aria-busy", "true"));
      for (const button of buttons(element)) undos.push(disable(button));
    }
  }
  function standing(element) {
    return element.isConnected ? element : element.id && core.page.getElementById(element.id) || element;
  }
  function buttons(element) {
    const inside = element instanceof HTMLFormElement ? core.select(element, "[data-liveview-disable-with]") : [];
    return element.hasAttribute("data-liveview-disable-with") ? [element, ...inside] : inside;
  }
  function disable(button) {
    const text = read(button, "disable-with");
    const focused2 = core.page.activeElement === button;
    const enable = setAttribute(button, "disabled", "");
    const say2 = text ? rename(button, text) : () => {
    };
    return () => {
      say2();
      enable();
      if (focused2 && core.page.activeElement === core.page.body) button.focus({ preventScroll: true });
    };
  }
  function rename(button, text) {
    if (button instanceof HTMLInputElement) return setAttribute(button, "value", text);
    const kept = [...button.childNodes];
    button.textContent = text;
    return () => {
      if (button.textContent === text) button.replaceChildren(...kept);
    };
  }

  // interactions/forms.ts
  var forms = {
    around({ event }, next) {
      const answer = next();
      const form = event?.type === "submit" && event.target.closest("[data-liveview-reset]");
      if (form) answer.then(({ error }) => !error && reset(form), () => {
      });
      return answer;
    }
  };
  core.on("connect", ({ detail: { resumed } }) => {
    if (reconnected && !resumed) for (const form of core.select(document, "form[data-liveview-recover]")) recover(form);
  });
  function recover(form) {
    const name = read(form, "recover");
    if (!name) return void core.complain("data-liveview-recover names the function that takes what was typed", form);
    if (core.select(form, "input,textarea,option").some(changed)) void core.call(form, name);
  }
  function changed(field) {
    if (field.localName === "option") return field.selected !== field.defaultSelected && !(field.selected && field.index === 0);
    return /^(checkbox|radio)$/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  }

  // interactions/history.ts
  var DOCUMENT = performance.timeOrigin;
  var KEPT = 50;
  var FIELDS = "input:not([type=password],[type=file]),textarea,option";
  var PERMANENT = "[data-liveview-permanent]";
  var History = class {
    index = history.state?.liveview?.index ?? 0;
    entries = [];
    baselines = /* @__PURE__ */ new Map();
    scrolled = position();
    constructor() {
      this.mark();
      addEventListener("popstate", (event) => calmly(() => this.arrive(event.state)));
      addEventListener("scroll", () => this.scrolled = position(), { passive: true });
    }
    /** A new address: what is on screen is kept for the way back. */
    navigate(_, replace) {
      if (!replace) this.advance();
      return this.state();
    }
    /** What an element holds is kept before its first change, and only when there is a way back. */
    changes(element) {
      const { page } = core;
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
      this.entries[this.index] = { title: core.page.title, scrolled: this.scrolled, regions };
      if (this.index >= KEPT) this.entries[this.index - KEPT] = null;
    }
    arrive(state) {
      const mark2 = state?.liveview;
      if (!mark2) {
        this.advance();
        return this.mark();
      }
      const entry = this.entries[mark2.index];
      if (mark2.document !== DOCUMENT || !entry) return location.reload();
      this.leave();
      this.index = mark2.index;
      this.restore(entry);
      core.emit("liveview:history-restored", { url: location.href, index: this.index });
    }
    restore(entry) {
      const later = [...this.baselines].filter(([key]) => !entry.regions.has(key)).reverse();
      for (const [key, region2] of later) this.lay(this.find(key), region2);
      const own = [...entry.regions.keys()];
      for (const element of own.length ? core.select(document, own.join()) : []) {
        const key = own.find((key2) => element.matches(key2));
        this.lay(element, entry.regions.get(key));
      }
      core.page.title = entry.title;
      this.scrolled = entry.scrolled;
      scrollTo({ ...entry.scrolled, behavior: "instant" });
    }
    find(selector) {
      return core.select(document, selector)[0];
    }
    capture(element) {
      const fields = this.fields(element).map(({ name, value, checked, selected }) => ({ name, value, checked, selected }));
      return { html: element.innerHTML, fields };
    }
    lay(element, region2) {
      if (!element || !region2) return;
      const { html, fields } = region2;
      core.morph(element, html, { force: true, skip: (live) => live.matches(PERMANENT) });
      this.fields(element).forEach((field, index) => {
        const kept = fields[index];
        if (!kept || field.name !== kept.name) return;
        for (const name in kept) if (kept[name] !== void 0 && field[name] !== kept[name]) field[name] = kept[name];
      });
    }
    fields(element) {
      return core.select(element, FIELDS).filter((field) => !field.closest(PERMANENT));
    }
  };
  function position() {
    return { left: scrollX, top: scrollY };
  }

  // interactions/hooks.ts
  var PATIENCE = 2e3;
  var hooks = /* @__PURE__ */ new Map();
  var mounted = /* @__PURE__ */ new Map();
  var patched = new MutationObserver(() => {
  });
  function addHook(name, hook) {
    hooks.set(name, hook);
    for (const element of core.select(document, "[data-liveview-hook]")) if (read(element, "hook") === name) mount(element, name);
  }
  var hooking = {
    attributes: {
      "data-liveview-hook"(element, name) {
        mount(element, name);
        if (true) setTimeout(() => element.isConnected && !hooks.has(name) && core.complain(`there is no hook \`${name}\``, element), PATIENCE);
        return () => unmount(element);
      }
    },
    applied() {
      const targets2 = patched.takeRecords().map(({ target }) => target);
      for (const [element, { tell: tell3 }] of mounted) if (targets2.some((target) => element.contains(target))) tell3("updated");
    }
  };
  core.on("before-apply", () => void patched.takeRecords());
  core.on("disconnect", () => all("disconnected"));
  core.on("connect", () => reconnected && all("reconnected"));
  function all(moment) {
    for (const { tell: tell3 } of mounted.values()) tell3(moment);
  }
  function mount(element, name) {
    const hook = hooks.get(name);
    if (!hook || mounted.has(element)) return;
    const end = new AbortController();
    const context = {
      el: element,
      send: (name2, content) => core.send(name2, content),
      on(name2, listener) {
        core.page.addEventListener(name2, (event) => listener(event.detail), { signal: end.signal });
      }
    };
    const tell3 = (moment) => {
      try {
        hook[moment]?.call(context, context);
      } catch (error) {
        console.error("liveview:", error);
      }
    };
    mounted.set(element, { tell: tell3, end });
    patched.observe(element, { subtree: true, childList: true, attributes: true, characterData: true });
    tell3("mounted");
  }
  function unmount(element) {
    const hook = mounted.get(element);
    mounted.delete(element);
    hook?.tell("destroyed");
    hook?.end.abort();
  }

  // interactions/intersect.ts
  var looking = /* @__PURE__ */ new Set();
  var intersect = {
    attributes: {
      "data-liveview-intersect-appear": (element, name) => observe(element, name, true),
      "data-liveview-intersect-disappear": (element, name) => observe(element, name, false)
    },
    applied: () => looking.forEach((look) => look())
  };
  function observe(element, name, wanted) {
    let seen = false;
    let data = JSON.stringify(element.dataset);
    const look = (entries) => {
      for (const { isIntersecting } of entries) {
        if (isIntersecting === seen) continue;
        seen = isIntersecting;
        if (seen === wanted) void core.call(element, name);
      }
    };
    const observer = new IntersectionObserver(look, { rootMargin: `${pixels(element)}px` });
    const again = () => {
      const now = JSON.stringify(element.dataset);
      if (now === data) return;
      data = now;
      seen = false;
      observer.unobserve(element);
      observer.observe(element);
    };
    looking.add(again);
    observer.observe(element);
    return () => {
      looking.delete(again);
      observer.disconnect();
    };
  }
  function pixels(element) {
    const text = read(element, "intersect-threshold") ?? "0";
    const distance = parseInt(text);
    if (!Number.isNaN(distance)) return distance;
    core.complain("data-liveview-intersect-threshold takes pixels", element);
    return 0;
  }

  // interactions/keyboard.ts
  var MAP = "[data-liveview-keyboard-map]";
  var FIELD2 = "input:not([type=checkbox],[type=radio],[type=button],[type=submit],[type=reset]),textarea,select";
  core.page.addEventListener("keydown", (event) => {
    let element = event.target instanceof Element ? event.target.closest(MAP) : null;
    while (element && !press(element, event)) element = element.parentElement?.closest(MAP) ?? null;
  });
  function press(element, event) {
    if (types(element, event) || event.repeat && !/\brepeat\b/.test(read(element, "mods") ?? "")) return false;
    const map = json(element, "keyboard-map", Object) ?? {};
    const key = Object.keys(map).find((key2) => core.keyMatches(key2, event));
    if (!key) return false;
    event.preventDefault();
    void core.call(element, map[key], event);
    return true;
  }
  function types(element, { target, key, ctrlKey, altKey, metaKey }) {
    const field = target;
    return field !== element && (field.isContentEditable || field.matches(FIELD2)) && !(ctrlKey || altKey || metaKey) && !/^(Escape|F\d+)$/.test(key);
  }
  function focusable(element) {
    if (element.tabIndex < 0 && element !== core.page.body) element.tabIndex = -1;
  }
  var focused = null;
  core.on("before-apply", () => focused = core.page.activeElement);
  var keyboard = {
    attributes: {
      "data-liveview-keyboard-map"(element) {
        focusable(element);
        json(element, "keyboard-map", Object);
      }
    },
    applied() {
      for (const element of core.select(document, `${MAP}:not([tabindex])`)) {
        focusable(element);
        if (element === focused) element.focus({ preventScroll: true });
      }
    }
  };

  // interactions/outside.ts
  var began = [];
  core.page.addEventListener("pointerdown", (event) => began = event.composedPath(), true);
  core.page.addEventListener("click", (event) => {
    const path = [...began.splice(0), ...event.composedPath()];
    for (const element of core.select(document, "[data-liveview-on-outside]")) {
      if (!path.includes(element) && element.getClientRects().length) core.run(element, event, read(element, "on-outside"));
    }
  }, true);

  // interactions/poll.ts
  var poll = {
    attributes: {
      "data-liveview-poll"(element) {
        const pause = milliseconds(element, "poll");
        const name = read(element, "function");
        if (!name) core.complain("data-liveview-poll without data-liveview-function", element);
        if (!pause || !name) return;
        const end = new AbortController();
        const { signal } = end;
        let timer;
        let rested = false;
        const wait = () => timer = setTimeout(call, pause);
        const call = async () => {
          rested = core.page.hidden || core.status !== "connected";
          if (rested) return;
          await core.call(element, name);
          if (!signal.aborted) wait();
        };
        const wake = () => void (rested && call());
        for (const type of ["visibilitychange", "liveview:connect"]) core.page.addEventListener(type, wake, { signal });
        wait();
        return () => {
          clearTimeout(timer);
          end.abort();
        };
      }
    }
  };

  // interactions/sync.ts
  var running = gates();
  var sync = {
    around(call, next) {
      const mode = call.element && read(call.element, "sync");
      if (!mode || mode === "all") return next();
      const last = mode === "last";
      if (!last && mode !== "drop") core.complain("data-liveview-sync is drop, last or all", call.element);
      const gate = running(call);
      const send = async () => {
        gate.closed = true;
        try {
          return await next();
        } finally {
          gate.closed = false;
          gate.release();
        }
      };
      if (!gate.closed) return send();
      if (last) return gate.hold(call, send);
    }
  };
  var locked = /* @__PURE__ */ new WeakSet();
  var lock = {
    around(call, next) {
      const holder = call.element?.closest("[data-liveview-lock]");
      if (!holder) return next();
      if (locked.has(holder)) return;
      locked.add(holder);
      return next().finally(() => locked.delete(holder));
    }
  };

  // interactions/timing.ts
  var held = /* @__PURE__ */ new Map();
  function release(goes) {
    for (const [element, gate] of held) {
      if (element.isConnected && !goes(element)) continue;
      held.delete(element);
      gate.release();
    }
  }
  core.page.addEventListener("focusout", ({ target, relatedTarget }) => {
    release((element) => element.contains(target) && !element.contains(relatedTarget));
  });
  var blur = {
    around(call, next) {
      const { element, event } = call;
      if (!element) return next();
      const form = core.formOf(element);
      if (event?.type === "submit") release((field) => core.formOf(field) === form);
      if (read(element, "debounce") !== "blur" || !element.contains(core.page.activeElement)) return next();
      const gate = held.get(element) ?? new Gate();
      held.set(element, gate);
      return gate.hold(call, next);
    }
  };
  var throttled = gates();
  var throttle = {
    around(call, next) {
      const pause = call.element ? milliseconds(call.element, "throttle") : 0;
      if (!pause) return next();
      const gate = throttled(call);
      if (gate.closed) return gate.hold(call, next);
      close(gate, pause);
      return next();
    }
  };
  function close(gate, pause) {
    gate.closed = true;
    setTimeout(() => {
      gate.closed = false;
      if (gate.release()) close(gate, pause);
    }, pause);
  }

  // interactions/topics.ts
  var elements = /* @__PURE__ */ new Map();
  var joined = /* @__PURE__ */ new Set();
  var unheard = /* @__PURE__ */ new Set();
  function count(topic, change) {
    elements.set(topic, (elements.get(topic) ?? 0) + change);
    queueMicrotask(() => {
      const wanted = elements.get(topic) > 0;
      if (wanted === joined.has(topic)) return;
      if (wanted) joined.add(topic);
      else joined.delete(topic);
      void tell2(wanted ? "join" : "leave", topic);
    });
  }
  async function tell2(what, topic) {
    const { error } = await core.send(`liveview:${what}`, { data: { topic } });
    if (error && error.code !== "refused") unheard.add(topic);
  }
  core.on("connect", ({ detail: { resumed } }) => {
    const forgotten = reconnected && !resumed;
    const untold = /* @__PURE__ */ new Set([...unheard, ...forgotten ? joined : []]);
    unheard.clear();
    for (const topic of untold) void tell2(joined.has(topic) ? "join" : "leave", topic);
  });
  var topics = {
    attributes: {
      "data-liveview-topic"(_, topic) {
        count(topic, 1);
        return () => count(topic, -1);
      }
    }
  };

  // interactions/transition.ts
  var transition = {
    render(patches, apply) {
      const start = core.page.startViewTransition;
      const regions = core.select(document, "[data-liveview-transition]");
      if (!start || !regions.length || matchMedia("(prefers-reduced-motion: reduce)").matches) return apply();
      const changed2 = patches.flatMap(({ target }) => target ? targets(target, core.page.documentElement) : []);
      const region2 = regions.find((region3) => changed2.some((element) => element.contains(region3) || region3.contains(element)));
      if (!region2) return apply();
      const types2 = region2.getAttribute("data-liveview-transition").match(/\S+/g) ?? [];
      const { ready } = start("ViewTransitionTypeSet" in window ? { update: apply, types: types2 } : apply);
      ready.catch(() => {
      });
    }
  };

  // interactions/main.ts
  for (const extension of [new History(), events, errors, blur, throttle, sync, lock, confirming, feedback, scripts, forms, intersect, keyboard, poll, hooking, topics, current, announce, transition]) core.use(extension);
  Object.assign(window.liveview, { hook: addHook, command: addCommand });
})();
