// Says the text of an error in the place that the page has for it: [data-liveview-error] in the form of the call, or else
// outside of all forms. The next success of the same form empties it; where there is no form, that of whatever the visitor
// does next, or of the element that had called by itself.

import type { Extension } from '../src/extension'
import type { Failure } from '../src/protocol'
import { core } from './core'

const PLACE = '[data-liveview-error]'
/** Whose error a place shows: a form's, or that of an element which called by itself; null for what the visitor did outside of forms. */
const shown = new WeakMap<Element, Element | null>()

function tell(owner: Element | null, error?: Failure): void {
  const place = (owner && core.select(owner, PLACE)[0]) ?? core.select(document, PLACE).find(place => !place.closest('form'))
  if (!place || !(error || shown.get(place) === owner)) return
  place.textContent = error ? textOf(error) : ''
  if (error) shown.set(place, owner)
  else shown.delete(place)
}

/** What the visitor is told, and what to call it when asking the people who have the log. */
function textOf({ message, reference }: Failure): string {
  return reference ? `${message} (${reference})` : message
}

// An error that answers nobody.
core.on('error', ({ detail }) => detail.ref ?? tell(null, detail))

export const errors: Extension = {
  around({ element, event }, next) {
    const owner = element ? core.formOf(element) ?? (event ? null : element) : null
    return next().then(answer => {
      // What was never sent has not failed.
      if (!/^(cancelled|dropped)$/.test(answer.error?.code ?? '')) tell(owner, answer.error)
      return answer
    })
  },
}
