// The document, read through its prototype. An element of the page can shadow any property of `document` or of a form
// (`<img name="querySelector">`, `<input name="elements">`), so nothing here trusts an own property of either.

function through(prototype: object, object: object, name: PropertyKey): any {
  const value = Reflect.get(prototype, name, object)
  return typeof value === 'function' ? value.bind(object) : value
}

/** The live document, safe from names in the page. */
export const page: Document = /* @__PURE__ */ new Proxy(document, {
  get: (_, name) => through(Document.prototype, document, name),
  set: (_, name, value) => Reflect.set(Document.prototype, name, value, document),
})

export function elementsOf(form: HTMLFormElement): Element[] {
  return [...through(HTMLFormElement.prototype, form, 'elements')]
}

/** Every match of a selector below a document, fragment or element, as an array. */
export function select(root: ParentNode & Node, selector: string): HTMLElement[] {
  return [...(root === document ? page : root).querySelectorAll<HTMLElement>(selector)]
}

/** The same, and the root itself where it matches. */
export function selectFrom(root: ParentNode & Node, selector: string): HTMLElement[] {
  const below = select(root, selector)
  return isElement(root) && root.matches(selector) ? [root, ...below] : below
}

export function isElement(node: unknown): node is HTMLElement {
  return node instanceof Element
}

/** Tells the page what happens. Returns false when a listener called `preventDefault`. */
export function emit(name: string, detail?: unknown, cancelable = false, target: EventTarget = page): boolean {
  return target.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true }))
}

/** Takes a node out of its tree; whoever listens hears of an element before it goes. */
export function remove(node: ChildNode): void {
  if (isElement(node)) emit('liveview:remove', undefined, false, node)
  through(Node.prototype, node, 'parentNode').removeChild(node)
}
