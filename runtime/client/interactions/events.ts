// Events without a controller: `on-EVENT`, `on-window-EVENT` and `on-document-EVENT` name the function to call, `mods` and
// `keys` say how and when. The core listens and walks, as it does for data-action; here is only what an element asks for.

import { defaultEvent } from '../src/action'
import type { Action, Extension } from '../src/extension'
import { read } from './attributes'
import { core } from './core'
import { runScript } from './scripts'

const PREFIX = 'data-liveview-on-'
const NAME = /^data-liveview-on-(?:(window)-|document-)?(.+)$/
const ASKING = `descendant-or-self::*/@*[starts-with(name(), "${PREFIX}")]`
/** Where calling a function takes the place of what a click does in the browser. */
const CLICKED = 'a[href],button,input[type=submit],input[type=image]'

export const events: Extension = {
  attributes: {
    'data-liveview-js': element => core.listen(defaultEvent(element)),
  },
  actions(element, event, at) {
    const options = words(element, 'mods')
    const actions: Action[] = []
    const name = read(element, `on-${at && `${at}-`}${event}`)
    if (name) {
      const keys = event.startsWith('key') ? words(element, 'keys') : []
      const prevents = keys[0] || (event === 'click' ? element.matches(CLICKED) : event === 'submit')
      for (const filter of keys[0] ? keys : ['']) {
        actions.push({ event, at, filter, method: 'on', options: prevents ? [...options, 'prevent'] : options, run: event => core.run(element, event, name) })
      }
    }
    if (!at && element.hasAttribute('data-liveview-js') && event === defaultEvent(element)) {
      actions.push({ event, at, filter: '', method: 'js', options, run: () => runScript(element) })
    }
    return actions
  },
}

function words(element: Element, name: string): string[] {
  return read(element, name)?.match(/\S+/g) ?? []
}

// Names that begin alike have no selector, so these attributes are found by a path, as elements come.
function discover(root: Node): void {
  const found = core.page.evaluate(ASKING, root, null, XPathResult.ANY_TYPE)
  for (let attribute = found.iterateNext(); attribute; attribute = found.iterateNext()) listen((attribute as Attr).name)
}

function listen(attribute: string): void {
  const [, at, event] = NAME.exec(attribute) ?? []
  if (event && event !== 'outside') core.listen(event, !!at)
}

new MutationObserver(records => {
  for (const { attributeName, addedNodes } of records) {
    if (attributeName?.startsWith(PREFIX)) listen(attributeName)
    addedNodes.forEach(discover)
  }
}).observe(document, { subtree: true, childList: true, attributes: true })
discover(document)
