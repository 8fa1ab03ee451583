// Makes one live node into the wanted one: its text, or its attributes, its state and its children.
//
// State the visitor made is kept. A field takes a new value only when the server's own default for it changed, and not
// while it has the focus; a <details> or <dialog> opens or closes only when the server changed its mind about it.
// data-liveview-force on the wanted element lifts both rules.

import { complain } from '../debug'
import { isElement, selectFrom } from '../dom'
import { morphChildren } from './children'
import type { Session } from './session'

type Field = HTMLInputElement | (HTMLTextAreaElement & { defaultChecked: boolean; checked: boolean })

const OPENABLE = 'details,dialog'
const rendered = new WeakMap<Element, boolean>()

/** Remembers what the server said about each openable element below `root`, itself included. */
export function rememberOpen(root: ParentNode & Node): void {
  for (const element of selectFrom(root, OPENABLE)) if (!rendered.has(element)) rendered.set(element, element.hasAttribute('open'))
}

export function morphNode(live: Node, wanted: Node, session: Session): void {
  if (!isElement(live) || !isElement(wanted)) {
    if (live.nodeValue !== wanted.nodeValue) live.nodeValue = wanted.nodeValue
    return
  }
  if (session.skips(live) || (!session.thorough && live.isEqualNode(wanted))) return
  const force = !!session.options.force || wanted.hasAttribute('data-liveview-force')
  const focused = live === session.active && !force
  // In capitals, since a drawing may have elements of these names too.
  const name = live.nodeName
  if (/^(INPUT|TEXTAREA)$/.test(name)) return morphField(live as Field, wanted as Field, focused, force)
  if (name === 'SELECT') return morphSelect(live as HTMLSelectElement, wanted, focused, force, session)
  if (live.matches(OPENABLE)) morphOpen(live, wanted, force)
  else morphAttributes(live, wanted)
  if (name === 'TEMPLATE') (live as HTMLTemplateElement).content.replaceChildren((wanted as HTMLTemplateElement).content)
  else if (!(focused && (live as HTMLElement).isContentEditable)) morphChildren(live, wanted, session)
}

/** A nonce is the document's: another page's would not be let through, and browsers do not show the one that stands. */
export function morphAttributes(live: Element, wanted: Element, kept = ['nonce']): void {
  const ignored = [...kept, ...(wanted.getAttribute('data-liveview-ignore-attrs') ?? '').split(/\s+/)]
  for (const name of wanted.getAttributeNames()) {
    if (live.getAttribute(name) === wanted.getAttribute(name) || ignored.includes(name)) continue
    try {
      // A copied node takes any name that the parser took; setAttribute is stricter.
      live.setAttributeNode(wanted.getAttributeNode(name)!.cloneNode() as Attr)
    } catch (error) {
      DEBUG && complain(`cannot set the attribute \`${name}\``, live, error)
    }
  }
  for (const name of live.getAttributeNames()) {
    if (!wanted.hasAttribute(name) && !ignored.includes(name)) live.removeAttribute(name)
  }
}

function morphField(live: Field, wanted: Field, focused: boolean, force: boolean): void {
  const { type, defaultValue, defaultChecked, value } = live
  morphAttributes(live, wanted)
  if (type === 'textarea' && defaultValue !== wanted.defaultValue) live.defaultValue = wanted.defaultValue
  if (/^(checkbox|radio)$/.test(type)) {
    if (force || wanted.defaultChecked !== defaultChecked) live.checked = wanted.defaultChecked
    return
  }
  const settled = force || (wanted.defaultValue !== defaultValue && !focused) ? wanted.defaultValue : value
  if (live.value !== settled) live.value = settled
}

function morphSelect(live: HTMLSelectElement, wanted: Element, focused: boolean, force: boolean, session: Session): void {
  const chosen = values([...live.selectedOptions])
  const before = marked(live)
  morphAttributes(live, wanted)
  morphChildren(live, wanted, session)
  const after = marked(live)
  const options = [...live.options]
  let settled = force || (!focused && before.join('\0') !== after.join('\0')) ? after : chosen
  if (!live.multiple && !values(options).some(value => settled.includes(value))) settled = after.length ? after : values(options).slice(0, 1)
  for (const option of options) {
    const selected = settled.includes(option.value)
    if (option.selected !== selected) option.selected = selected
  }
}

/** What the server chose: nothing where it leaves the choice to the browser. */
function marked(select: HTMLSelectElement): string[] {
  return values([...select.options].filter(option => option.defaultSelected))
}

function values(options: HTMLOptionElement[]): string[] {
  return options.map(option => option.value)
}

function morphOpen(live: Element, wanted: Element, force: boolean): void {
  const open = wanted.hasAttribute('open')
  const changed = force || open !== (rendered.get(live) ?? open)
  rendered.set(live, open)
  if (changed && !open && live.matches('dialog[open]')) (live as HTMLDialogElement).close()
  morphAttributes(live, wanted, changed ? [] : ['open'])
}
