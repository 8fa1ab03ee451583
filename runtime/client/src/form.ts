// The `form` of a message: what the fields hold at this moment, by name. A lone checkbox is a boolean, a group of them the
// checked values; radios give the checked value; a repeated name and a multiple select give an array. Disabled and
// nameless fields are left out, and so are buttons, except the one that was pressed. Where there is no form, a field speaks
// for itself, and any other element, such as a button, for the fields beside it.

import { elementsOf, select } from './dom'
import type { FormValue } from './protocol'

type Field = HTMLInputElement & Pick<HTMLSelectElement, 'selectedOptions'>

export const BUTTON = /^(submit|button|reset|image)$/
const ALONE = 'input,select,textarea'
const FIELD = `${ALONE},button`

export function collect(element: Element, submitter?: Element | null): Record<string, FormValue> {
  const pressed = submitter ?? element
  const form = formOf(element)
  const fields = form ? elementsOf(form) : element.matches(ALONE) ? [element] : beside(element)
  const groups = new Map<string, Field[]>()
  for (const field of fields as Field[]) {
    const name = field.getAttribute('name')
    if (!name || typeof field.value !== 'string' || field.matches(':disabled,output') || field.type === 'file') continue
    if (BUTTON.test(field.type) && field !== pressed) continue
    groups.set(name, [...(groups.get(name) ?? []), field])
  }
  const entries = [...groups].map(([name, group]) => [name, valueOf(group)] as [string, FormValue])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** The form an element belongs to, also when it stands outside and names it with `form="…"`. */
export function formOf(element: Element): HTMLFormElement | null {
  if (element instanceof HTMLFormElement) return element
  return (element.matches(FIELD) && (element as Field).form) || element.closest('form')
}

function beside(element: Element): Element[] {
  const fields = element.parentElement ? select(element.parentElement, FIELD) : []
  return fields.filter(field => !formOf(field))
}

function valueOf(group: Field[]): FormValue | undefined {
  const [field] = group
  const alone = group.length === 1
  if (alone && field.type === 'checkbox') return field.checked
  const values = group.flatMap(held)
  const one = alone ? field.type !== 'select-multiple' : group.every(({ type }) => type === 'radio')
  return one ? values[0] : values
}

function held(field: Field): string[] {
  if (field.type === 'select-multiple') return [...field.selectedOptions].map(option => option.value)
  return /^(checkbox|radio)$/.test(field.type) && !field.checked ? [] : [field.value]
}
