"use strict";
(() => {
  // src/dom.ts
  function through(prototype, object, name) {
    const value = Reflect.get(prototype, name, object);
    return typeof value === "function" ? value.bind(object) : value;
  }
  var page = /* @__PURE__ */ new Proxy(document, {
    get: (_, name) => through(Document.prototype, document, name),
    set: (_, name, value) => Reflect.set(Document.prototype, name, value, document)
  });
  function elementsOf(form) {
    return [...through(HTMLFormElement.prototype, form, "elements")];
  }
  function select(root, selector) {
    return [...(root === document ? page : root).querySelectorAll(selector)];
  }
  function selectFrom(root, selector) {
    const below = select(root, selector);
    return isElement(root) && root.matches(selector) ? [root, ...below] : below;
  }
  function isElement(node) {
    return node instanceof Element;
  }
  function emit(name, detail, cancelable = false, target = page) {
    return target.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true }));
  }
  function remove(node) {
    if (isElement(node)) emit("liveview:remove", void 0, false, node);
    through(Node.prototype, node, "parentNode").removeChild(node);
  }

  // src/form.ts
  var BUTTON = /^(submit|button|reset|image)$/;
  var ALONE = "input,select,textarea";
  var FIELD = `${ALONE},button`;
  function collect(element, submitter) {
    const pressed = submitter ?? element;
    const form = formOf(element);
    const fields = form ? elementsOf(form) : element.matches(ALONE) ? [element] : beside(element);
    const groups = /* @__PURE__ */ new Map();
    for (const field of fields) {
      const name = field.getAttribute("name");
      if (!name || typeof field.value !== "string" || field.matches(":disabled,output") || field.type === "file") continue;
      if (BUTTON.test(field.type) && field !== pressed) continue;
      groups.set(name, [...groups.get(name) ?? [], field]);
    }
    const entries = [...groups].map(([name, group]) => [name, valueOf(group)]);
    return Object.fromEntries(entries.filter(([, value]) => value !== void 0));
  }
  function formOf(element) {
    if (element instanceof HTMLFormElement) return element;
    return element.matches(FIELD) && element.form || element.closest("form");
  }
  function beside(element) {
    const fields = element.parentElement ? select(element.parentElement, FIELD) : [];
    return fields.filter((field) => !formOf(field));
  }
  function valueOf(group) {
    const [field] = group;
    const alone = group.length === 1;
    if (alone && field.type === "checkbox") return field.checked;
    const values2 = group.flatMap(held);
    const one = alone ? field.type !== "select-multiple" : group.every(({ type }) => type === "radio");
    return one ? values2[0] : values2;
  }
  function held(field) {
    if (field.type === "select-multiple") return [...field.selectedOptions].map((option) => option.value);
    return /^(checkbox|radio)$/.test(field.type) && !field.checked ? [] : [field.value];
  }

  // src/action.ts
  var TOKEN = /^(?:([^.@]+)(?:\.([^@]+))?(?:@(window|document))?->)?([^#]+)#([^:]+)(?::(.+))?$/;
  var MODIFIERS = ["alt", "ctrl", "meta", "shift"];
  function parseActions(text) {
    const actions = [];
    for (const token of text.split(/\s+/)) {
      const match2 = TOKEN.exec(token);
      if (!match2 || match2[4] !== "page") continue;
      let [, event = "", filter = "", at = "", , method, options = ""] = match2;
      if (filter && !event.startsWith("key")) {
        event += "." + filter;
        filter = "";
      }
      actions.push({ event, filter, at, method, options: options ? options.split(":") : [] });
    }
    return actions;
  }
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
  function keyMatches(filter, event) {
    if (!filter) return true;
    const { key, isComposing } = event;
    if (!key || isComposing) return false;
    const sign = /^[^a-z0-9 ]$/i.test(key);
    const combination = (keys) => keys.map(plain).filter((part) => !(sign && part === "shift")).sort().join();
    return combination(filter.split("+")) === combination([key, ...MODIFIERS.filter((part) => event[`${part}Key`])]);
  }
  function plain(key) {
    const name = key.toLowerCase().replace(/^arrow|_/, "");
    return name === "escape" ? "esc" : name === " " ? "space" : name;
  }

  // src/debug.ts
  var debugging = false;
  function setDebugging(on) {
    debugging = on;
  }
  function complain(message, ...about) {
    if (debugging) console.error(`liveview: ${message}`, ...about);
  }
  var told = /* @__PURE__ */ new Set();
  function complainOfDuplicates() {
    const seen = /* @__PURE__ */ new Set();
    for (const { id } of select(document, "[id]")) {
      if (seen.has(id) && !told.has(id)) complain(`the id \`${id}\` stands more than once in the page`);
      if (seen.has(id)) told.add(id);
      seen.add(id);
    }
  }

  // src/actions.ts
  var Actions = class {
    /** `more` are the actions of extensions: what an element has for an event, at the element, the window or the document. */
    constructor(run, more) {
      this.run = run;
      this.more = more;
    }
    listening = /* @__PURE__ */ new Set();
    done = /* @__PURE__ */ new WeakMap();
    /** Takes note of the event types that an element asks for. */
    visit(element) {
      for (const action of parseActions(element.getAttribute("data-action") ?? "")) {
        this.listen(action.event || defaultEvent(element), action.at === "window");
      }
    }
    listen = (type, global = false) => {
      const key = global + type;
      if (this.listening.has(key)) return;
      this.listening.add(key);
      for (const capture of global ? [false] : [true, false]) {
        const listener = (event) => {
          if (global) this.global(event, "window");
          else if (event.bubbles !== capture) this.walk(event);
        };
        (global ? window : page).addEventListener(type, listener, { capture, passive: false });
      }
    };
    walk(event) {
      const path = event.bubbles ? event.composedPath() : [event.target];
      for (const node of path) if (isElement(node) && this.handle(node, event, "")) return;
      this.global(event, "document");
    }
    global(event, at) {
      for (const element of select(document, `[data-action*="@${at}"],[data-liveview-on-${at}-${CSS.escape(event.type)}]`)) this.handle(element, event, at);
    }
    /** Runs an element's actions for this event. True when one of them stops it from going further up. */
    handle(element, event, at) {
      if (event.target === page && !at) return false;
      let stopped = false;
      for (const action of own(element, event.type, at).concat(this.more(element, event.type, at))) {
        if (keyMatches(action.filter, event) && this.perform(action, element, event)) stopped = true;
      }
      return stopped;
    }
    perform({ event: type, filter, method, options, run }, element, event) {
      if (options.includes("self") && event.target !== element) return false;
      if (options.includes("once")) {
        const done = this.done.get(element) ?? /* @__PURE__ */ new Set();
        const key = type + filter + method;
        if (done.has(key)) return false;
        this.done.set(element, done.add(key));
      }
      const stops = method === "stop" || options.includes("stop");
      if (stops) event.stopPropagation();
      const runs = method === "run";
      if ((runs || run) && leaves(element, event)) return stops;
      if (options.includes("prevent") || runs && prevents(event, filter)) event.preventDefault();
      if (run) run(event);
      else if (runs) this.run(element, event);
      else if (method !== "stop") complain(`page#${method}: the page controller has run and stop`, element);
      return stops;
    }
  };
  function own(element, type, at) {
    const actions = parseActions(element.getAttribute("data-action") ?? "").filter((action) => action.at === at && (action.event || defaultEvent(element)) === type);
    const controlled = element.closest('[data-controller~="page"]');
    if (actions.length && !controlled) complain('an action outside of any data-controller="page"', element);
    return controlled ? actions : [];
  }
  function leaves(element, event) {
    const { ctrlKey, metaKey, shiftKey } = event;
    return event.type === "click" && element.matches("a[href]") && (ctrlKey || metaKey || shiftKey);
  }
  function prevents(event, filter) {
    if (event.type.startsWith("key")) return filter !== "";
    return !(event.type === "click" && isElement(event.target) && event.target.closest("input[type=checkbox],input[type=radio],label"));
  }

  // src/parse.ts
  var rules = { createHTML: (html) => html, createScript: (text) => text };
  var policy = window.trustedTypes?.createPolicy("liveview", rules) ?? rules;
  var nonce = page.currentScript?.nonce ?? "";
  function parseFragment(html, parent) {
    if (parent?.nodeName === "BODY" && /<(html|body)[\s>]/i.test(html)) {
      const fragment = new DocumentFragment();
      fragment.append(...parseDocument(html).body.childNodes);
      return fragment;
    }
    const template = page.createElement("template");
    const svg = parent instanceof SVGElement && parent.nodeName !== "foreignObject";
    template.innerHTML = policy.createHTML(svg ? `<svg>${html}</svg>` : html);
    if (svg) template.content.replaceChildren(...template.content.firstChild.childNodes);
    return template.content;
  }
  function parseDocument(html) {
    return new DOMParser().parseFromString(policy.createHTML(html), "text/html");
  }
  function runScript(text) {
    const script2 = page.createElement("script");
    script2.nonce = nonce;
    script2.text = policy.createScript(text);
    page.head.appendChild(script2).remove();
  }

  // src/morph/element.ts
  var OPENABLE = "details,dialog";
  var rendered = /* @__PURE__ */ new WeakMap();
  function rememberOpen(root) {
    for (const element of selectFrom(root, OPENABLE)) if (!rendered.has(element)) rendered.set(element, element.hasAttribute("open"));
  }
  function morphNode(live, wanted, session) {
    if (!isElement(live) || !isElement(wanted)) {
      if (live.nodeValue !== wanted.nodeValue) live.nodeValue = wanted.nodeValue;
      return;
    }
    if (session.skips(live) || !session.thorough && live.isEqualNode(wanted)) return;
    const force = !!session.options.force || wanted.hasAttribute("data-liveview-force");
    const focused = live === session.active && !force;
    const name = live.nodeName;
    if (/^(INPUT|TEXTAREA)$/.test(name)) return morphField(live, wanted, focused, force);
    if (name === "SELECT") return morphSelect(live, wanted, focused, force, session);
    if (live.matches(OPENABLE)) morphOpen(live, wanted, force);
    else morphAttributes(live, wanted);
    if (name === "TEMPLATE") live.content.replaceChildren(wanted.content);
    else if (!(focused && live.isContentEditable)) morphChildren(live, wanted, session);
  }
  function morphAttributes(live, wanted, kept = ["nonce"]) {
    const ignored = [...kept, ...(wanted.getAttribute("data-liveview-ignore-attrs") ?? "").split(/\s+/)];
    for (const name of wanted.getAttributeNames()) {
      if (live.getAttribute(name) === wanted.getAttribute(name) || ignored.includes(name)) continue;
      try {
        live.setAttributeNode(wanted.getAttributeNode(name).cloneNode());
      } catch (error) {
        complain(`cannot set the attribute \`${name}\``, live, error);
      }
    }
    for (const name of live.getAttributeNames()) {
      if (!wanted.hasAttribute(name) && !ignored.includes(name)) live.removeAttribute(name);
    }
  }
  function morphField(live, wanted, focused, force) {
    const { type, defaultValue, defaultChecked, value } = live;
    morphAttributes(live, wanted);
    if (type === "textarea" && defaultValue !== wanted.defaultValue) live.defaultValue = wanted.defaultValue;
    if (/^(checkbox|radio)$/.test(type)) {
      if (force || wanted.defaultChecked !== defaultChecked) live.checked = wanted.defaultChecked;
      return;
    }
    const settled = force || wanted.defaultValue !== defaultValue && !focused ? wanted.defaultValue : value;
    if (live.value !== settled) live.value = settled;
  }
  function morphSelect(live, wanted, focused, force, session) {
    const chosen = values([...live.selectedOptions]);
    const before = marked(live);
    morphAttributes(live, wanted);
    morphChildren(live, wanted, session);
    const after = marked(live);
    const options = [...live.options];
    let settled = force || !focused && before.join("\0") !== after.join("\0") ? after : chosen;
    if (!live.multiple && !values(options).some((value) => settled.includes(value))) settled = after.length ? after : values(options).slice(0, 1);
    for (const option of options) {
      const selected = settled.includes(option.value);
      if (option.selected !== selected) option.selected = selected;
    }
  }
  function marked(select2) {
    return values([...select2.options].filter((option) => option.defaultSelected));
  }
  function values(options) {
    return options.map((option) => option.value);
  }
  function morphOpen(live, wanted, force) {
    const open = wanted.hasAttribute("open");
    const changed = force || open !== (rendered.get(live) ?? open);
    rendered.set(live, open);
    if (changed && !open && live.matches("dialog[open]")) live.close();
    morphAttributes(live, wanted, changed ? [] : ["open"]);
  }

  // src/morph/identity.ts
  function keyOf(node) {
    return isElement(node) && (node.getAttribute("data-liveview-key") || node.getAttribute("id")) || "";
  }
  function same(live, wanted) {
    if (live.nodeName !== wanted.nodeName || keyOf(live) !== keyOf(wanted)) return false;
    if (!isElement(live) || !isElement(wanted)) return true;
    if (live.namespaceURI !== wanted.namespaceURI || wanted.hasAttribute("data-liveview-replace")) return false;
    const alike = (name) => live.getAttribute(name) === wanted.getAttribute(name);
    switch (live.nodeName) {
      case "SCRIPT":
        return alike("src") && live.textContent === wanted.textContent;
      case "IFRAME":
        return alike("srcdoc");
      case "INPUT":
        return live.type === wanted.type && alike("name");
      case "SELECT":
      case "TEXTAREA":
        return alike("name");
      default:
        return true;
    }
  }

  // src/morph/longest.ts
  function longestRising(positions, pinned = -1) {
    const pin = pinned < 0 ? -1 : positions.indexOf(pinned);
    const tails = [];
    const before = [];
    positions.forEach((position, index) => {
      if (position < 0 || pin >= 0 && index !== pin && index < pin !== position < pinned) return;
      let low = 0;
      let high = tails.length;
      while (low < high) {
        const middle = low + high >> 1;
        if (positions[tails[middle]] < position) low = middle + 1;
        else high = middle;
      }
      before[index] = low ? tails[low - 1] : -1;
      tails[low] = index;
    });
    const stay = /* @__PURE__ */ new Set();
    for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index]) stay.add(index);
    return stay;
  }

  // src/morph/session.ts
  var Session = class {
    constructor(root, wanted, options = {}) {
      this.options = options;
      this.thorough = !!options.force || select(wanted, "template,[data-liveview-force]").length > 0;
      const ids = new Set(select(wanted, "[id]").map(idOf));
      for (const element of select(root, "[id]")) {
        const id = idOf(element);
        if (ids.has(id) && !this.pool.has(id) && !element.closest("[data-liveview-ignore]")) this.pool.set(id, element);
      }
      const active = root.ownerDocument === document ? page.activeElement : null;
      this.active = active && root.contains(active) ? active : null;
    }
    claimed = /* @__PURE__ */ new Set();
    /** Even equal nodes are visited: something inside is to be forced, or is not compared by isEqualNode. */
    thorough;
    active;
    pool = /* @__PURE__ */ new Map();
    pantry;
    skips(live) {
      return live.hasAttribute("data-liveview-ignore") || !!this.options.skip?.(live);
    }
    /** The live element that will become `wanted` although its parent is another one. */
    rescued(wanted) {
      const live = this.pool.get(idOf(wanted));
      return live && live.isConnected && !this.claimed.has(live) && same(live, wanted) ? live : void 0;
    }
    /** The live elements that stand for something inside `wanted`: by id, or because the focused field is there again. */
    anchors(wanted) {
      const found = select(wanted, "[id]").map((inside) => this.rescued(inside));
      const { active } = this;
      const name = active?.getAttribute("name");
      if (active && name && !this.claimed.has(active)) {
        if (select(wanted, active.localName).some((inside) => same(active, inside))) found.unshift(active);
      }
      return found.filter((element) => element !== void 0);
    }
    /** Takes a node out of the page, or puts it by when something in it will be wanted again. */
    discard(node) {
      for (const element of this.pool.values()) {
        if (this.claimed.has(element) || !node.contains(element)) continue;
        if (!this.pantry) {
          this.pantry = page.createElement("div");
          this.pantry.hidden = true;
          node.ownerDocument.documentElement.appendChild(this.pantry);
        }
        return place(this.pantry, node, null);
      }
      remove(node);
    }
    end() {
      this.pantry?.remove();
    }
  };
  function idOf(element) {
    return element.getAttribute("id");
  }
  function place(parent, node, before) {
    if ("moveBefore" in parent && node.isConnected && parent.isConnected) {
      try {
        return parent.moveBefore(node, before);
      } catch {
      }
    }
    const scrolled = isElement(node) ? selectFrom(node, "*").map((element) => [element, element.scrollLeft, element.scrollTop]) : [];
    parent.insertBefore(node, before);
    for (const [element, left2, top] of scrolled) if (left2 || top) element.scrollTo({ left: left2, top, behavior: "instant" });
  }

  // src/morph/children.ts
  var UNMATCHED = -1;
  function morphChildren(parent, wanted, session) {
    morphList(parent, [...parent.childNodes], [...wanted.childNodes], null, session);
  }
  function morphList(parent, live, wanted, tail, session) {
    live = live.filter((node) => !session.claimed.has(node));
    const matches = match(live, wanted, session);
    for (const index of matches) if (index !== UNMATCHED) session.claimed.add(live[index]);
    const focused = session.active ? live.findIndex((node) => node.contains(session.active)) : UNMATCHED;
    const stay = longestRising(matches, focused);
    for (let index = wanted.length - 1; index >= 0; index--) {
      const matched = matches[index];
      let node = wanted[index];
      if (matched === UNMATCHED) {
        parent.insertBefore(node, tail);
        node = rescue(node, session);
      } else {
        node = live[matched];
        if (!stay.has(index)) place(parent, node, tail);
        morphNode(node, wanted[index], session);
      }
      tail = node;
    }
    for (const node of live) {
      if (!session.claimed.has(node) && parent.contains(node) && !stays(node)) session.discard(node);
    }
  }
  function stays(node) {
    return isElement(node) && node.hasAttribute("data-liveview-keep");
  }
  function match(live, wanted, session) {
    const matches = wanted.map(() => UNMATCHED);
    const pairs = (a, b) => same(a, b) && (keyOf(a) !== "" || a.isEqualNode(b));
    let start = 0;
    let end = wanted.length;
    let liveEnd = live.length;
    while (start < end && start < liveEnd && pairs(live[start], wanted[start])) matches[start] = start++;
    while (start < end && start < liveEnd && pairs(live[liveEnd - 1], wanted[end - 1])) matches[--end] = --liveEnd;
    const free = /* @__PURE__ */ new Map();
    for (let index = start; index < liveEnd; index++) {
      const kind = kindOf(live[index]);
      free.set(kind, free.get(kind) ?? []).get(kind).push(index);
    }
    const take = (index, fits) => {
      const candidates = free.get(kindOf(wanted[index])) ?? [];
      const found = candidates.findIndex((candidate) => same(live[candidate], wanted[index]) && fits(live[candidate]));
      if (found >= 0) matches[index] = candidates.splice(found, 1)[0];
    };
    for (let index = start; index < end; index++) {
      const node = wanted[index];
      const anchors = isElement(node) && !keyOf(node) ? session.anchors(node) : [];
      if (anchors.length) take(index, (candidate) => anchors.some((anchor) => candidate.contains(anchor)));
    }
    for (let index = start; index < end; index++) if (matches[index] === UNMATCHED) take(index, () => true);
    return matches;
  }
  function kindOf(node) {
    return `${node.nodeName} ${keyOf(node)}`;
  }
  function rescue(node, session) {
    if (!isElement(node)) return node;
    let standing = node;
    for (const wanted of selectFrom(node, "[id]")) {
      const live = session.rescued(wanted);
      if (!live || live === wanted || live.contains(wanted) || !wanted.isConnected) continue;
      session.claimed.add(live);
      place(wanted.parentNode, live, wanted);
      wanted.parentNode.removeChild(wanted);
      morphNode(live, wanted, session);
      if (wanted === node) standing = live;
    }
    return standing;
  }

  // src/morph/morph.ts
  function morphInner(target, html, options) {
    const wanted = typeof html === "string" ? parseFragment(html, target) : html;
    within(target, wanted, options, (session) => morphChildren(target, wanted, session));
  }
  function morphOuter(target, html, options) {
    const wanted = parseFragment(html, target.parentNode);
    const nodes = [...wanted.childNodes];
    while (nodes.length && blank(nodes[0])) nodes.shift();
    while (nodes.length && blank(nodes.at(-1))) nodes.pop();
    within(target, wanted, options, (session) => morphList(target.parentNode, [target], nodes, target.nextSibling, session));
  }
  function morphElement(live, wanted, options) {
    within(live, wanted, options, (session) => morphNode(live, wanted, session));
  }
  function blank(node) {
    return node instanceof Text && !node.data.trim();
  }
  function within(root, wanted, options, work) {
    const session = new Session(root, wanted, options);
    const active = session.active;
    const start = active?.selectionStart;
    const end = active?.selectionEnd;
    try {
      work(session);
    } finally {
      session.end();
    }
    if (!active || active === page.activeElement) return;
    if (active.isConnected) {
      active.focus({ preventScroll: true });
      if (start != null) active.setSelectionRange(start, end);
    } else if (active.id) {
      page.getElementById(active.id)?.focus({ preventScroll: true });
    }
  }

  // src/apply.ts
  var swaps = /* @__PURE__ */ new Map([
    ["inner", (target, html) => morphInner(target, html)],
    ["outer", (target, html) => morphOuter(target, html)],
    ["text", (target, html) => target.textContent !== html && (target.textContent = html)],
    ["remove", (target) => remove(target)],
    ["append", (target, html) => put(html, target, null)],
    ["prepend", (target, html) => put(html, target, target.firstChild)],
    ["before", (target, html) => put(html, target.parentNode, target)],
    ["after", (target, html) => put(html, target.parentNode, target.nextSibling)]
  ]);
  function put(html, parent, next) {
    parent.insertBefore(parseFragment(html, parent), next);
  }
  function applyToTree(patch, root, before) {
    if (!patch.target) return;
    const found = find(root, patch.target);
    const targets = patch.all ? found : found.slice(0, 1);
    if (!targets.length && root === document) complain(`no element matches \`${patch.target}\``, patch);
    const name = patch.swap ?? (patch.remove ? "remove" : patch.append ? "append" : "inner");
    const swap = swaps.get(name);
    if (!swap) return void complain(`there is no swap \`${name}\``, patch);
    for (const target of targets) {
      const region = /^(inner|text|append|prepend)$/.test(name) ? target : target.parentElement;
      if (!region || !emit("liveview:before-morph", { patch }, true, target)) continue;
      before?.(region);
      swap(target, patch.html ?? "");
    }
  }
  function applyToPage(patch) {
    if (patch.title != null) page.title = patch.title;
    if (patch.focus) find(document, patch.focus)[0]?.focus();
    if (patch.scrollTop) scrollTo({ top: 0, behavior: "smooth" });
    else if (patch.scroll) find(document, patch.scroll)[0]?.scrollIntoView({ behavior: "smooth" });
    else if (patch.url && !patch.replace && patch.html != null) scrollTo({ top: 0, behavior: "instant" });
    if (patch.script) runScript(patch.script);
    if (patch.event) emit(patch.event.name, patch.event.detail);
    if (patch.redirect) redirect(patch.redirect);
    else if (patch.reload) location.reload();
  }
  function ownAddress(address) {
    try {
      const url = new URL(address, page.baseURI);
      if (url.href.startsWith(`${location.origin}/`)) return url;
    } catch {
    }
  }
  function redirect(address) {
    const url = ownAddress(address);
    if (url) location.assign(url);
    else complain(`not an address of this site: ${address}`);
  }
  function find(root, selector) {
    try {
      return select(root, selector).filter(isElement);
    } catch {
      complain(`\`${selector}\` is not a selector`);
      return [];
    }
  }

  // src/batch.ts
  var Batch = class {
    constructor(apply, render) {
      this.apply = apply;
      this.render = render;
    }
    waiting = [];
    pauses = 0;
    frame = 0;
    start() {
      page.addEventListener("visibilitychange", this.flush);
    }
    add(item) {
      this.waiting.push(item);
      if (page.hidden) this.flush();
      else this.frame ||= requestAnimationFrame(this.flush);
    }
    /** What came before is applied before; what comes now waits for as many resumes as there were pauses. */
    pause() {
      this.flush();
      this.pauses++;
    }
    resume() {
      this.pauses--;
      this.flush();
    }
    flush = () => {
      if (this.pauses || !this.waiting.length) return;
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      const items = this.waiting.splice(0);
      this.pauses++;
      this.render(items, () => {
        items.forEach(this.apply);
        this.resume();
      });
    };
  };

  // src/payload.ts
  var PAYLOAD = /^data-(?!(?:action|controller|liveview(?:-.*)?)$)(?:data-)?(.+)/;
  function payload(element) {
    const entries = [];
    for (const attribute of element.getAttributeNames()) {
      const name = PAYLOAD.exec(attribute)?.[1];
      if (name) entries.push([name.replaceAll("-", "_"), element.getAttribute(attribute)]);
    }
    return Object.fromEntries(entries);
  }

  // src/calls.ts
  var Calls = class {
    constructor(send) {
      this.send = send;
    }
    waiting = /* @__PURE__ */ new Map();
    run = (element, event, name = element.getAttribute("data-liveview-function")) => {
      if (!name) return void complain("an action without data-liveview-function", element);
      if (event.type === "submit") this.flush(formOf(element));
      const { submitter } = event;
      const call = () => void this.call(element, name, event, submitter);
      const text = element.getAttribute("data-liveview-debounce") ?? 0;
      const pause = Number(text);
      const before = this.waiting.get(element);
      if (before && before.name !== name) this.due(element);
      clearTimeout(before?.timer);
      if (!(pause > 0)) {
        if (pause !== 0 && text !== "blur") complain("data-liveview-debounce takes milliseconds", element);
        this.waiting.delete(element);
        return call();
      }
      const timer = setTimeout(() => this.due(element), pause);
      this.waiting.set(element, { name, timer, call });
    };
    call(element, name, event, submitter) {
      return this.send({ name, element, event, submitter, form: collect(element, submitter), data: payload(element) });
    }
    due(element) {
      const waiting = this.waiting.get(element);
      this.waiting.delete(element);
      clearTimeout(waiting?.timer);
      if (element.isConnected) waiting?.call();
    }
    flush(form) {
      if (form) {
        for (const element of this.waiting.keys()) if (element !== form && formOf(element) === form) this.due(element);
      }
    }
  };

  // src/codec.ts
  var VERSION = 1;
  function encode(message) {
    return JSON.stringify(message);
  }
  function decode(text) {
    try {
      const { hello, ops, ref, part, error, resume, dev, ...patch } = JSON.parse(text);
      return { hello, ref, part, error, resume, dev, ops: ops ?? (Object.keys(patch).length ? [patch] : []) };
    } catch {
    }
  }

  // src/connection.ts
  var SHORTEST = 300;
  var FIRST = true ? 1e3 : 6e3;
  var LONGEST = 3e4;
  var GREETING = 1e4;
  var SETTLED = 5e3;
  var TICK = 1e4;
  var SLEEP = 9e4;
  var SILENCE = 4e4;
  function delay(attempt, random = Math.random()) {
    return SHORTEST + random * (Math.min(LONGEST, FIRST * 2 ** attempt) - SHORTEST);
  }
  var Connection = class {
    constructor(listener) {
      this.listener = listener;
    }
    status = "offline";
    socket;
    /** Whether a connection that is lost is to be opened again. */
    wanted = false;
    attempt = 0;
    greeted = 0;
    timer;
    hurried = false;
    ticked = Date.now();
    /** When the first message went out that nothing was heard after. */
    asked = 0;
    start() {
      addEventListener("online", this.wake);
      addEventListener("pageshow", this.wake);
      page.addEventListener("visibilitychange", this.wake);
      addEventListener("pagehide", () => this.close("connecting"));
      setInterval(this.tick, TICK);
      this.connect();
    }
    connect() {
      this.wanted = true;
      this.open();
    }
    disconnect() {
      this.wanted = false;
      this.close("offline");
    }
    send = (text) => {
      this.asked ||= Date.now();
      this.socket?.send(text);
    };
    /** The visitor waits for an answer, so the next attempt does not. */
    hurry() {
      if (!this.wanted || this.socket || this.hurried) return;
      this.hurried = true;
      this.retry(Math.random() * SHORTEST);
    }
    wake = () => {
      this.tick();
      if (this.wanted && !page.hidden) this.open();
    };
    tick = () => {
      const now = Date.now();
      const dead = now - this.ticked > SLEEP || this.asked && now - this.asked > SILENCE;
      this.ticked = now;
      if (!dead || this.status !== "connected") return;
      this.close("connecting");
      this.open();
    };
    retry(wait) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.open(), wait);
    }
    open() {
      if (this.socket) return;
      clearTimeout(this.timer);
      const address = this.listener.address();
      if (!address) return;
      const socket2 = this.socket = new WebSocket(address);
      this.greeted = this.asked = 0;
      this.hurried = false;
      this.change("connecting");
      this.timer = setTimeout(() => this.lost(socket2), GREETING);
      socket2.onmessage = (event) => this.socket === socket2 && this.hear(event.data);
      socket2.onclose = (event) => this.lost(socket2, event.code);
    }
    close(status) {
      clearTimeout(this.timer);
      const { socket: socket2 } = this;
      this.socket = void 0;
      socket2?.close();
      this.change(status);
    }
    hear(data) {
      this.asked = 0;
      const frame = decode(data);
      if (!frame) return void complain("a frame that is not one", data);
      if (!frame.hello) return this.listener.frame(frame);
      clearTimeout(this.timer);
      const again = this.greeted;
      this.greeted ||= Date.now();
      this.change("connected");
      this.listener.hello(frame.hello, !again);
    }
    /** Also for a socket that the client cannot go on with. */
    lost(socket2 = this.socket, code = 0) {
      if (this.socket !== socket2) return;
      if (this.greeted && Date.now() - this.greeted > SETTLED) this.attempt = 0;
      if (code === 1e3 || this.listener.reloads(code)) this.wanted = false;
      this.close("offline");
      if (this.wanted && !page.hidden && navigator.onLine) this.retry(delay(this.attempt++));
    }
    change(status) {
      this.status = status;
      this.listener.status(status);
    }
  };

  // src/queue.ts
  var CAPACITY = 100;
  var PATIENCE = 3e4;
  var Queue = class {
    waiting = /* @__PURE__ */ new Map();
    sent = /* @__PURE__ */ new Map();
    add(ref, text) {
      return new Promise((settle) => {
        if (this.waiting.size >= CAPACITY) return settle(failure(ref, "queue_full", "the queue is full"));
        const timer = setTimeout(() => {
          if (this.waiting.delete(ref)) settle(failure(ref, "expired", "no connection"));
        }, PATIENCE);
        this.waiting.set(ref, { text, settle, timer });
      });
    }
    /** Hands over what waits, in order. */
    flush(send) {
      for (const [ref, entry] of this.waiting) {
        clearTimeout(entry.timer);
        this.waiting.delete(ref);
        this.sent.set(ref, entry);
        send(entry.text);
      }
    }
    /** Hands over again what has no answer yet, in order. */
    repeat(send) {
      for (const { text } of this.sent.values()) send(text);
    }
    /** Whoever could have answered what was sent is gone: it may or may not have been done. */
    lose() {
      for (const [ref, { settle }] of this.sent) settle(failure(ref, "unknown_outcome", "no answer came"));
      this.sent.clear();
    }
    /** Whether a message waits for this answer. */
    expects(ref) {
      return this.sent.has(ref);
    }
    answered(ref, error) {
      this.sent.get(ref)?.settle(error ? { ref, error } : { ref });
      this.sent.delete(ref);
    }
  };
  function failure(ref, code, message) {
    return { ref, error: { code, message } };
  }

  // src/extensions.ts
  var Extensions = class {
    constructor(watcher) {
      this.watcher = watcher;
    }
    list = [];
    add(extension) {
      this.list.push(extension);
      for (const name in extension.swaps) swaps.set(name, extension.swaps[name]);
      this.watcher.watch(extension.attributes ?? {});
    }
    /** The first extension stands outermost; within the last of them is `send`. */
    around(call, send) {
      const refused = Promise.resolve(failure(0, "cancelled", "it was not sent"));
      return this.list.reduceRight((next, extension) => () => extension.around ? extension.around(call, next) ?? refused : next(), send)();
    }
    patched(patch) {
      for (const { keys } of this.list) for (const name in keys) if (name in patch) keys[name](patch[name], patch);
    }
    actions = (element, type, at) => {
      return this.list.flatMap((extension) => extension.actions?.(element, type, at) ?? []);
    };
    render = (patches, apply) => {
      this.list.reduceRight((next, extension) => () => extension.render ? extension.render(patches, next) : next(), apply)();
    };
    changes = (region) => this.list.forEach((extension) => extension.changes?.(region));
    navigate(url, replace) {
      return Object.assign({}, ...this.list.map((extension) => extension.navigate?.(url, replace)));
    }
    applied() {
      this.list.forEach((extension) => extension.applied?.());
    }
  };

  // src/indicator.ts
  var Indicator = class {
    missed = false;
    /** A connection is missed from its loss, unless nobody wants it back, until the next one stands. */
    show(status, wanted) {
      if (status !== "connecting") this.missed = status === "offline" && wanted;
      page.documentElement.setAttribute("data-liveview-connection", status);
      this.render();
    }
    /** Again, for when a patch wrote over the classes. */
    render() {
      const classes = page.getElementById("no-connection")?.classList;
      classes?.toggle("no-connection--show", this.missed);
      classes?.toggle("no-connection--hide", !this.missed);
    }
  };

  // src/refresh.ts
  async function fetchPage() {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (response.redirected) location.reload();
      else if (response.ok) return await response.text();
    } catch {
    }
    complain("the page could not be fetched again");
  }
  function becomeDocument(wanted) {
    if (wanted.title) page.title = wanted.title;
    const sheets = new Set(select(document, "link[rel=stylesheet]").map((link) => link.dataset.liveviewHref ?? link.getAttribute("href")));
    for (const link of select(wanted.head, "link[rel=stylesheet]")) {
      if (!sheets.has(link.getAttribute("href"))) page.head.appendChild(page.importNode(link, true));
    }
    morphElement(page.body, wanted.body);
  }

  // src/reload.ts
  var REFUSED = [1008, 4001];
  var SHORTEST2 = 100;
  var SPREAD = 3e3;
  var SETTLED2 = 3e4;
  var LEAVING = 1e4;
  var left = 0;
  addEventListener("beforeunload", () => left = Date.now());
  function reloadOnce(code, accepted) {
    if (!REFUSED.includes(code)) return false;
    const [load] = performance.getEntriesByType("navigation");
    const settled = accepted && performance.now() > SETTLED2;
    if (!settled && (load?.type ?? "reload") === "reload") {
      complain(`the server refused this page (${code}), also after it was loaded again`);
      return false;
    }
    setInterval(() => Date.now() - left > LEAVING && location.reload(), SHORTEST2 + Math.random() * SPREAD);
    return true;
  }

  // src/watcher.ts
  var Watcher = class {
    list = [];
    started = false;
    observer = new MutationObserver((records) => this.observe(records));
    /** What to do with an element that has an attribute, by the attribute's name. */
    watch(visitor) {
      const added = Object.entries(visitor).map(([name, visit]) => ({ name, visit, values: /* @__PURE__ */ new WeakMap(), ends: /* @__PURE__ */ new Map() }));
      this.list.push(...added);
      if (!this.started) return;
      this.flush();
      this.start(added);
    }
    start(list = this.list) {
      this.started = true;
      this.observer.observe(document, { childList: true, subtree: true, attributeFilter: this.list.map(({ name }) => name) });
      this.arrived(document, list);
    }
    /** Handles what has been put in since, without waiting for the end of the task. */
    flush() {
      this.observe(this.observer.takeRecords());
    }
    observe(records) {
      for (const { target, attributeName, addedNodes } of records) {
        for (const watched of this.list) if (watched.name === attributeName) this.visit(target, watched);
        for (const node of addedNodes) if (isElement(node) && node.isConnected) this.arrived(node, this.list);
      }
      for (const watched of this.list) {
        for (const element of watched.ends.keys()) if (!element.isConnected) this.visit(element, watched);
      }
    }
    arrived(root, list) {
      rememberOpen(root);
      for (const element of list.length ? selectFrom(root, list.map(({ name }) => `[${name}]`).join()) : []) {
        try {
          for (const watched of list) this.visit(element, watched);
        } catch (error) {
          complain("this element cannot be read", element, error);
        }
      }
    }
    visit(element, { name, visit, values: values2, ends }) {
      const left2 = ends.has(element) && !element.isConnected;
      const value = left2 ? null : element.getAttribute(name);
      if (value === (values2.get(element) ?? null)) return;
      values2.set(element, value);
      ends.get(element)?.();
      ends.delete(element);
      const end = value !== null && visit(element, value);
      if (end) ends.set(element, end);
    }
  };

  // src/client.ts
  var Client = class {
    constructor(socket2) {
      this.socket = socket2;
      this.watcher.watch({
        "data-action": (element) => this.actions.visit(element),
        "data-liveview-init": (element, name) => void this.calls.call(element, name),
        "data-liveview-focus": (element, value) => void (value !== "false" && element.focus({ preventScroll: true }))
      });
    }
    /** Names this load of the document to the server: 128 random bits. */
    id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    ref = 0;
    /** The number of the last frame that came. */
    seen = 0;
    /** What another process of the server knows this page by. */
    token = "";
    greeted = false;
    ready = false;
    /** Missed something that no server can send again. */
    stale = false;
    /** Counts hellos and losses, so that a page which comes too late is known. */
    turn = 0;
    queue = new Queue();
    watcher = new Watcher();
    extensions = new Extensions(this.watcher);
    calls = new Calls((call) => this.call(call));
    actions = new Actions(this.calls.run, this.extensions.actions);
    batch = new Batch((frame) => this.applyFrame(frame), (frames, apply) => this.extensions.render(frames.flatMap(({ ops }) => ops), apply));
    indicator = new Indicator();
    connection = new Connection(this);
    start() {
      for (const part of [this.batch, this.watcher, this.connection]) part.start();
      if (true) complainOfDuplicates();
    }
    /** What `window.liveview` is. */
    api() {
      const { connection, extensions, calls, actions } = this;
      const api = {
        send: (name, { form = {}, data = {} } = {}) => this.call({ name, form, data }),
        morph: (target, html, options) => {
          const element = typeof target === "string" ? select(document, target)[0] : target;
          if (element) morphInner(element, html, options);
          this.settle();
        },
        swap: (name, swap) => void swaps.set(name, swap),
        apply: (ops, root = document) => this.apply(ops, root),
        refresh: (html, ops) => this.refresh(html, ops),
        connect: () => connection.connect(),
        disconnect: () => connection.disconnect(),
        get status() {
          return connection.status;
        },
        on: (name, listener) => {
          const type = `liveview:${name}`;
          page.addEventListener(type, listener);
          return () => page.removeEventListener(type, listener);
        },
        use: (extension) => extensions.add(typeof extension === "function" ? extension(host) : extension)
      };
      const call = (element, name, event) => calls.call(element, name, event);
      const host = Object.assign(Object.create(api), { call, run: calls.run, listen: actions.listen, page, select, emit, formOf, keyMatches, complain });
      return api;
    }
    address() {
      const room = page.documentElement.getAttribute("data-room");
      if (!room) {
        complain('the page has no room: write <html data-room="{{ liveview_room() }}">');
        return null;
      }
      const place2 = `${this.socket}${encodeURIComponent(room)}/?v=${VERSION}&page=${this.id}`;
      const known = this.greeted ? `&seen=${this.seen}&resume=${encodeURIComponent(this.token)}` : "";
      return new URL(place2 + known, location.href).href.replace("http", "ws");
    }
    call(call) {
      return this.extensions.around(call, () => this.send(call));
    }
    async send({ name, form, data, element, event }) {
      const url = location.pathname + location.search;
      const message = { function: name, form, data, lang: page.documentElement.lang, ref: ++this.ref, url };
      if (!emit("liveview:before-send", { message, element }, true, element?.isConnected ? element : page)) {
        return failure(message.ref, "cancelled", "it was not sent");
      }
      const waiting = this.queue.add(message.ref, encode(message));
      this.flush();
      if (event) this.connection.hurry();
      const answer = await waiting;
      if (answer.error) this.failed(answer.error, message);
      emit("liveview:ack", { ...answer, function: name });
      return answer;
    }
    flush() {
      if (this.ready) this.queue.flush(this.connection.send);
    }
    failed(error, message) {
      complain(`${message ? `\`${message.function}\`: ` : ""}${error.message} (${error.code})`, error);
      emit("liveview:error", { ...error, ref: message?.ref, function: message?.function });
    }
    async hello({ seq, resumed, resume }, first) {
      this.seen = seq;
      this.token = resume;
      const turn = ++this.turn;
      if (this.greeted && !resumed) this.stale = true;
      if (first) {
        if (resumed) this.queue.repeat(this.connection.send);
        else this.queue.lose();
      }
      if (this.stale) {
        this.ready = false;
        const standing = select(document, "[data-liveview-init]");
        const fresh = await this.refresh();
        if (turn !== this.turn) return;
        if (!fresh) return this.connection.lost();
        this.stale = false;
        for (const element of standing) if (element.isConnected) void this.calls.call(element, element.getAttribute("data-liveview-init"));
      }
      this.greeted = this.ready = true;
      this.flush();
      emit("liveview:connect", { resumed });
    }
    /** Patches that come meanwhile wait: they are newer than the page. False when there is no page to be had. */
    async refresh(html, ops = []) {
      this.batch.pause();
      html ??= await fetchPage();
      try {
        if (html) {
          const wanted = parseDocument(html);
          if (true) this.apply(ops, wanted);
          becomeDocument(wanted);
          this.settle();
        }
      } catch (error) {
        complain("the page could not be morphed, so it is loaded again", error);
        location.reload();
      }
      this.batch.resume();
      return !!html;
    }
    frame(frame) {
      this.seen++;
      this.token = frame.resume ?? this.token;
      this.batch.add(frame);
      if (!frame.dev) return;
      this.batch.flush();
      emit("liveview:dev", frame.dev);
    }
    reloads(code) {
      return reloadOnce(code, this.greeted);
    }
    status(status) {
      const before = this.ready;
      if (status !== "connected") {
        this.ready = false;
        this.turn++;
        this.batch.flush();
      }
      this.indicator.show(status, this.connection.wanted);
      if (before && !this.ready) emit("liveview:disconnect", { status });
    }
    applyFrame({ ops, ref, part, error }) {
      if (ref !== void 0 && !this.queue.expects(ref)) return;
      if (ops.length && emit("liveview:before-apply", { ops, ref }, true)) {
        this.apply(ops, document);
        emit("liveview:apply", { ops, ref });
      }
      if (ref !== void 0) return void (part || this.queue.answered(ref, error));
      if (error) this.failed(error);
    }
    apply(ops, root) {
      if (root !== document) return ops.forEach((patch) => applyToTree(patch, root));
      for (const patch of ops) {
        try {
          if (patch.url) this.navigate(patch);
          applyToTree(patch, document, this.extensions.changes);
          this.watcher.flush();
          applyToPage(patch);
          this.extensions.patched(patch);
        } catch (error) {
          console.error("liveview:", error, patch);
        }
      }
      this.settle();
    }
    navigate({ url: address, replace = false }) {
      const url = ownAddress(address);
      if (!url) return void complain(`not an address of this site: ${address}`);
      if (!emit("liveview:navigate", { url, replace }, true)) return;
      const state = { ...history.state, ...this.extensions.navigate(url, replace) };
      history[replace ? "replaceState" : "pushState"](state, "", url);
    }
    settle() {
      try {
        this.watcher.flush();
        this.indicator.render();
        this.extensions.applied();
      } catch (error) {
        console.error("liveview:", error);
      }
      if (true) complainOfDuplicates();
    }
  };

  // src/main.ts
  var script = page.currentScript;
  var { socket = "/ws/liveview/", debug } = script?.dataset ?? {};
  if (true) setDebugging(debug !== void 0);
  var client = new Client(socket);
  Object.defineProperty(window, "liveview", { value: client.api(), configurable: true });
  if (script?.defer || page.readyState === "loading") page.addEventListener("DOMContentLoaded", () => client.start());
  else client.start();
})();
