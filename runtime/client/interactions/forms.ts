// Forms: `reset` empties one after its submit was done, `recover` tells the server again what the visitor had typed when
// it lost the page.

import type { Extension } from '../src/extension'
import { read } from './attributes'
import { reset } from './commands'
import { core, reconnected } from './core'

export const forms: Extension = {
  around({ event }, next) {
    const answer = next()
    const form = event?.type === 'submit' && (event.target as Element).closest('[data-liveview-reset]')
    if (form) answer.then(({ error }) => !error && reset(form), () => {})
    return answer
  },
}

core.on('connect', ({ detail: { resumed } }) => {
  if (reconnected && !resumed) for (const form of core.select(document, 'form[data-liveview-recover]')) recover(form)
})

function recover(form: HTMLElement): void {
  const name = read(form, 'recover')
  if (!name) return void (DEBUG && core.complain('data-liveview-recover names the function that takes what was typed', form))
  if (core.select(form, 'input,textarea,option').some(changed)) void core.call(form, name)
}

/** Whether a field holds something else than the server wrote into it. */
function changed(field: any): boolean {
  if (field.localName === 'option') return field.selected !== field.defaultSelected && !(field.selected && field.index === 0)
  return /^(checkbox|radio)$/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue
}
