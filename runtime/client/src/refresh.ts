// Brings the whole page up to date in place: after a connection that the server could not resume, and for the dev tools.

import { complain } from './debug'
import { page, select } from './dom'
import { morphElement } from './morph/morph'
import { parseDocument } from './parse'

/** Fetches the page's own address and makes the page into what comes. A page that has moved is loaded anew. */
export async function refresh(signal?: AbortSignal): Promise<void> {
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' }, credentials: 'same-origin', cache: 'no-store', signal })
    if (response.redirected) return location.reload()
    if (!response.ok || !response.headers.get('Content-Type')?.startsWith('text/html')) throw new Error(`${response.status} ${response.statusText}`)
    becomeDocument(parseDocument(await response.text()))
  } catch (error) {
    complain('the page could not be fetched again', error)
  }
}

/** The room stays: the socket belongs to it. Style sheets that are new are added, none is taken away. */
export function becomeDocument(wanted: Document): void {
  if (wanted.title) page.title = wanted.title
  const sheets = new Set(select(document, 'link[rel=stylesheet]').map(link => link.getAttribute('href')))
  for (const link of select(wanted.head, 'link[rel=stylesheet]')) {
    if (!sheets.has(link.getAttribute('href'))) page.head.appendChild(page.importNode(link, true))
  }
  morphElement(page.body, wanted.body)
}
