// Brings the whole page up to date in place: after a connection that the server could not resume, and for the dev tools.

import { complain } from './debug'
import { page, select } from './dom'
import { morphElement } from './morph/morph'

/** The HTML of the page's own address, or nothing when it cannot be had now. A page that has moved is loaded anew. */
export async function fetchPage(): Promise<string | undefined> {
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' }, cache: 'no-store' })
    if (response.redirected) location.reload()
    else if (response.ok) return await response.text()
  } catch {
    // Said below, with the answers that are no page.
  }
  DEBUG && complain('the page could not be fetched again')
}

/** The room stays: the socket belongs to it. Style sheets that are new are added, none is taken away. */
export function becomeDocument(wanted: Document): void {
  if (wanted.title) page.title = wanted.title
  const sheets = new Set(select(document, 'link[rel=stylesheet]').map(link => link.dataset.liveviewHref ?? link.getAttribute('href')))
  for (const link of select(wanted.head, 'link[rel=stylesheet]')) {
    if (!sheets.has(link.getAttribute('href'))) page.head.appendChild(page.importNode(link, true))
  }
  morphElement(page.body, wanted.body)
}
