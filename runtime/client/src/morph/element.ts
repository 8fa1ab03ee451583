// Makes one live node into the wanted one: its text, or its attributes, its state and its children.
//
// State the visitor made is kept. A field takes a new value only when the server's own default for it changed, and not
// while it has the focus; a <details> or <dialog> opens or closes only when the server changed its mind about it.
// data-liveview-force on the wanted element lifts both rules.

import { complain } from '../debug'
import { select } from '../dom'
import { morphChildren } from './children'
import type { Session } from './session'

type Field = HTMLInputElement | (HTMLTextAreaElement & { defaultChecked: boolean; checked: boolean })

const OPENABLE = 'details,dialog'
const rendered = new WeakMap<Element, boolean>()

/** Remembers what the server said about each openable element below `root`, itself included. */
export function rememberOpen(root: ParentNode & Node): void {
  const found: Element[] = select(root, OPENABLE)
  if (root instanceof Element && root.matches(OPENABLE)) found.push(root)
  for (const element of found) if (!rendered.has(element)) rendered.set(element, element.hasAttribute('open'))
}

export function morphNode(live: Node, wanted: Node, session: Session): void {
  if (!(live instanceof Element && wanted instanceof Element)) {
    if (live.nodeValue !== wanted.nodeValue) live.nodeValue = wanted.nodeValue
    return
  }
  if (session.skips(live) || (!session.thorough && live.isEqualNode(wanted))) return
  const force = !!session.options.force || wanted.hasAttribute('data-liveview-force')
  const focused = live === session.active && !force
  const name = live.localName
  if (/^(input|textarea)$/.test(name)) return morphField(live as Field, wanted as Field, focused, force)
  if (name === 'select') return morphSelect(live as HTMLSelectElement, wanted, focused, force, session)
  if (live.matches(OPENABLE)) morphOpen(live, wanted, force)
  else morphAttributes(live, wanted)
  if (name === 'template') morphTemplate(live as HTMLTemplateElement, wanted as HTMLTemplateElement)
  else if (!(focused && (live as HTMLElement).isContentEditable)) morphChildren(live, wanted, session)
}

export function morphAttributes(live: Element, wanted: Element, kept: string[] = []): void {
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
  if (type === 'file') return
  if (/^(checkbox|radio)$/.test(type)) {
    if (force || wanted.defaultChecked !== defaultChecked) live.checked = wanted.defaultChecked
    return
  }
  const settled = force || (wanted.defaultValue !== defaultValue && !focused) ? wanted.defaultValue : value
  if (live.value !== settled) live.value = settled
}

function morphSelect(live: HTMLSelectElement, wanted: Element, focused: boolean, force: boolean, session: Session): void {
  const chosen = [...live.selectedOptions].map(option => option.value)
  const before = defaults(live)
  morphAttributes(live, wanted)
  morphChildren(live, wanted, session)
  const changed = before.join('\0') !== defaults(live).join('\0')
  let values = force || (changed && !focused) ? defaults(live) : chosen
  if (!live.multiple && ![...live.options].some(option => values.includes(option.value))) values = defaults(live)
  for (const option of live.options) {
    const selected = values.includes(option.value)
    if (option.selected !== selected) option.selected = selected
  }
}

/** What a select holds before anybody touches it. */
function defaults(select: HTMLSelectElement): string[] {
  const marked = [...select.options].filter(option => option.defaultSelected)
  const fallback = select.multiple ? [] : [...select.options].slice(0, 1)
  return (marked.length ? marked : fallback).map(option => option.value)
}

function morphOpen(live: Element, wanted: Element, force: boolean): void {
  const open = wanted.hasAttribute('open')
  const changed = force || open !== (rendered.get(live) ?? open)
  rendered.set(live, open)
  if (changed && !open && live.matches('dialog[open]')) (live as HTMLDialogElement).close()
  morphAttributes(live, wanted, changed ? [] : ['open'])
}

function morphTemplate(live: HTMLTemplateElement, wanted: HTMLTemplateElement): void {
  if (live.innerHTML !== wanted.innerHTML) live.content.replaceChildren(wanted.content)
}
