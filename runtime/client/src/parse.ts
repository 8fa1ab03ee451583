// Turns text into nodes, through a Trusted Types policy named `liveview` where the browser has them. What is parsed here
// is inert: a script in it is marked as already run and stays that way when it enters the page. The one script that
// does run is the text of a patch's `script`, with the nonce that this script came with.

import { page } from './dom'

const rules = { createHTML: (html: string) => html, createScript: (text: string) => text }
const policy: typeof rules = (window as any).trustedTypes?.createPolicy('liveview', rules) ?? rules
const nonce = (page.currentScript as HTMLElement | null)?.nonce ?? ''

/** The nodes of an HTML text, as they would stand inside `parent`. */
export function parseFragment(html: string, parent?: Node | null): DocumentFragment {
  if (parent?.nodeName === 'BODY' && /<(html|body)[\s>]/i.test(html)) {
    const fragment = new DocumentFragment()
    fragment.append(...parseDocument(html).body.childNodes)
    return fragment
  }
  const template = page.createElement('template')
  const svg = parent instanceof SVGElement && parent.nodeName !== 'foreignObject'
  template.innerHTML = policy.createHTML(svg ? `<svg>${html}</svg>` : html)
  if (svg) template.content.replaceChildren(...template.content.firstChild!.childNodes)
  return template.content
}

export function parseDocument(html: string): Document {
  return new DOMParser().parseFromString(policy.createHTML(html), 'text/html')
}

export function runScript(text: string): void {
  const script = page.createElement('script')
  script.nonce = nonce
  script.text = policy.createScript(text)
  page.head.appendChild(script).remove()
}
