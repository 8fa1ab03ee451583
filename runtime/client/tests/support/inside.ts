// The parts of the client that tests call by themselves, inside the browser: bundled as `window.inside`.

export { defaultEvent, keyMatches, parseActions } from '../../src/action'
export { applyToTree } from '../../src/apply'
export { decode, encode } from '../../src/codec'
export { delay } from '../../src/connection'
export { collect } from '../../src/form'
export { rememberOpen } from '../../src/morph/element'
export { longestRising } from '../../src/morph/longest'
export { morphElement, morphInner, morphOuter } from '../../src/morph/morph'
export { parseDocument, parseFragment } from '../../src/parse'
export { payload } from '../../src/payload'
export { becomeDocument } from '../../src/refresh'
export { bust } from '../../dev/assets'
export { clean, describe } from '../../dev/console'

const policy = (window as any).trustedTypes.createPolicy('tests', { createHTML: (html: string) => html })

/** What `innerHTML` does, for tests under a policy that asks for more than a text. */
export function write(element: Element, html: string): void {
  element.innerHTML = policy.createHTML(html)
}
