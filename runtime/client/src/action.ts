// The grammar of data-action, which is Stimulus's: `event.filter@target->controller#method:option`, several with spaces
// between. Pure: text in, values out.

import type { Action } from './extension'
import { BUTTON } from './form'

const TOKEN = /^(?:([^.@]+)(?:\.([^@]+))?(?:@(window|document))?->)?([^#]+)#([^:]+)(?::(.+))?$/
const MODIFIERS = ['alt', 'ctrl', 'meta', 'shift'] as const

/** The tokens of an attribute that are for the `page` controller; others belong to other scripts. */
export function parseActions(text: string): Action[] {
  const actions: Action[] = []
  for (const token of text.split(/\s+/)) {
    const match = TOKEN.exec(token)
    if (!match || match[4] !== 'page') continue
    let [, event = '', filter = '', at = '', , method, options = ''] = match
    if (filter && !event.startsWith('key')) {
      event += '.' + filter
      filter = ''
    }
    actions.push({ event, filter, at: at as Action['at'], method, options: options ? options.split(':') : [] })
  }
  return actions
}

export function defaultEvent(element: Element): string {
  switch (element.localName) {
    case 'form': return 'submit'
    case 'details': return 'toggle'
    case 'select': return 'change'
    case 'textarea': return 'input'
    case 'input': return BUTTON.test((element as HTMLInputElement).type) ? 'click' : 'input'
    default: return 'click'
  }
}

/** Whether a key event is the one that a filter such as `enter` or `ctrl+shift+k` asks for. */
export function keyMatches(filter: string, event: KeyboardEvent): boolean {
  if (!filter) return true
  const { key, isComposing } = event
  if (!key || isComposing) return false
  // Shift is part of typing a sign such as `?`, so there it does not count.
  const sign = /^[^a-z0-9 ]$/i.test(key)
  const combination = (keys: string[]) => keys.map(plain).filter(part => !(sign && part === 'shift')).sort().join()
  return combination(filter.split('+')) === combination([key, ...MODIFIERS.filter(part => event[`${part}Key`])])
}

/** `ArrowUp` may be called `up`, and `PageUp` `page_up`. */
function plain(key: string): string {
  const name = key.toLowerCase().replace(/^arrow|_/, '')
  return name === 'escape' ? 'esc' : name === ' ' ? 'space' : name
}
