// Says the text of an error in the place that the page has for it: [data-liveview-error] in the form of the call, or else
// outside of all forms. The next success of the same form empties it.

import type { Extension } from '../src/extension'
import type { Failure } from '../src/protocol'
import { core } from './core'

const PLACE = '[data-liveview-error]'
/** The form whose error a place shows; null for what belongs to none. */
const shown = new WeakMap<Element, HTMLFormElement | null>()

function tell(form: HTMLFormElement | null, error?: Failure): void {
  const place = (form && core.select(form, PLACE)[0]) ?? core.select(document, PLACE).find(place => !place.closest('form'))
  if (!place || !(error || shown.get(place) === form)) return
  place.textContent = error?.message ?? ''
  if (error) shown.set(place, form)
  else shown.delete(place)
}

// An error that answers nobody.
core.on('error', ({ detail }) => detail.ref ?? tell(null, detail))

export const errors: Extension = {
  around({ element }, next) {
    const form = element ? core.formOf(element) : null
    return next().then(answer => {
      if (answer.error?.code !== 'cancelled') tell(form, answer.error)
      return answer
    })
  },
}
