// Marks the links that lead to where the page is: `aria-current="page"` on links with the attribute, and on those inside
// of an element that has it. With the value `within` a link is also marked on the pages below its own.

import type { Extension } from '../src/extension'
import { core } from './core'

const LINKS = 'a[data-liveview-current],[data-liveview-current] a[href]'

function mark(): void {
  for (const link of core.select(document, LINKS) as HTMLAnchorElement[]) {
    const within = link.closest('[data-liveview-current]')!.getAttribute('data-liveview-current') === 'within'
    const here = link.origin === location.origin && (link.pathname === location.pathname || (within && `${location.pathname}/`.startsWith(link.pathname.replace(/\/?$/, '/'))))
    if (here) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

for (const type of ['popstate', 'hashchange']) addEventListener(type, mark)

export const current: Extension = {
  attributes: { 'data-liveview-current': mark },
  applied: mark,
}
