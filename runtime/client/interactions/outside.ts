// `on-outside`: a click that neither began nor ended in the element, for menus and dialogs that close then.

import { read } from './attributes'
import { core } from './core'

let began: EventTarget[] = []
core.page.addEventListener('pointerdown', event => (began = event.composedPath()), true)

core.page.addEventListener('click', event => {
  const path = [...began.splice(0), ...event.composedPath()]
  for (const element of core.select(document, '[data-liveview-on-outside]')) {
    // One that does not show has nothing to close.
    if (!path.includes(element) && element.getClientRects().length) core.run(element, event, read(element, 'on-outside')!)
  }
}, true)
