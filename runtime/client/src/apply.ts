// Carries out patches: first what a patch does to the tree, in any document, then what it does to the page around it.

import { complain } from './debug'
import { emit, isElement, page, remove, select } from './dom'
import { morphInner, morphOuter } from './morph/morph'
import { parseFragment, runScript } from './parse'
import type { Patch } from './protocol'

/** How HTML goes to a target, by name. Extensions add theirs. */
export const swaps = new Map<string, (target: Element, html: string) => void>([
  ['inner', (target, html) => morphInner(target, html)],
  ['outer', (target, html) => morphOuter(target, html)],
  ['text', (target, html) => target.textContent !== html && (target.textContent = html)],
  ['remove', target => remove(target)],
  ['append', (target, html) => put(html, target, null)],
  ['prepend', (target, html) => put(html, target, target.firstChild)],
  ['before', (target, html) => put(html, target.parentNode!, target)],
  ['after', (target, html) => put(html, target.parentNode!, target.nextSibling)],
])

function put(html: string, parent: Node, next: Node | null): void {
  parent.insertBefore(parseFragment(html, parent), next)
}

/** Changes the tree of a document. `before` hears of each element whose contents are about to change. */
export function applyToTree(patch: Patch, root: Document, before?: (region: Element) => void): void {
  if (!patch.target) return
  const found = find(root, patch.target)
  const targets = patch.all ? found : found.slice(0, 1)
  if (DEBUG && !targets.length && root === document) complain(`no element matches \`${patch.target}\``, patch)
  const name = patch.swap ?? (patch.remove ? 'remove' : patch.append ? 'append' : 'inner')
  const swap = swaps.get(name)
  if (!swap) return void (DEBUG && complain(`there is no swap \`${name}\``, patch))
  for (const target of targets) {
    const region = /^(inner|text|append|prepend)$/.test(name) ? target : target.parentElement
    if (!region || !emit('liveview:before-morph', { patch }, true, target)) continue
    before?.(region)
    swap(target, patch.html ?? '')
  }
}

/** What a patch does to the page beside its tree. Its url has been set before the tree changed. */
export function applyToPage(patch: Patch): void {
  if (patch.title != null) page.title = patch.title
  if (patch.focus) find(document, patch.focus)[0]?.focus()
  if (patch.scrollTop) scrollTo({ top: 0, behavior: 'smooth' })
  else if (patch.scroll) find(document, patch.scroll)[0]?.scrollIntoView({ behavior: 'smooth' })
  else if (patch.url && !patch.replace && patch.html != null) scrollTo({ top: 0, behavior: 'instant' })
  if (patch.script) runScript(patch.script)
  if (patch.event) emit(patch.event.name, patch.event.detail)
  if (patch.redirect) redirect(patch.redirect)
  else if (patch.reload) location.reload()
}

/** An address of this site that can be shown, or nothing: `javascript:` and other people's pages cannot. */
export function ownAddress(address: string): URL | undefined {
  try {
    const url = new URL(address, page.baseURI)
    if (url.href.startsWith(`${location.origin}/`)) return url
  } catch {
    // It is no address at all.
  }
}

function redirect(address: string): void {
  const url = ownAddress(address)
  if (url) location.assign(url)
  else DEBUG && complain(`not an address of this site: ${address}`)
}

function find(root: Document, selector: string): HTMLElement[] {
  try {
    return select(root, selector).filter(isElement)
  } catch {
    DEBUG && complain(`\`${selector}\` is not a selector`)
    return []
  }
}
