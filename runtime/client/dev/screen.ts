// Where the dev tools draw: one shadow root beside the body, where neither the page's styles nor its patches reach. It is
// a popover, so that it also stands above the page's dialogs. Everything in it is made of text nodes.

import { CSS_TEXT } from './theme'

export class Screen {
  private host = document.createElement('liveview-dev')
  private root = this.host.attachShadow({ mode: 'open' })

  constructor() {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(CSS_TEXT)
    this.root.adoptedStyleSheets = [sheet]
    this.host.setAttribute('popover', 'manual')
    this.host.setAttribute('data-liveview-ignore', '')
  }

  add(element: HTMLElement): void {
    this.root.append(element)
  }

  /** Puts the layer on top of whatever the page has put on top meanwhile. */
  raise(): void {
    if (!this.host.isConnected) document.documentElement.append(this.host)
    try {
      this.host.hidePopover()
      this.host.showPopover()
    } catch {
      // A browser without popovers shows it by its position alone.
    }
  }
}

/** An element with a class, and in it texts and elements. Text stays text. */
export function h(name: string, className: string, ...children: (Node | string | null | undefined | false)[]): HTMLElement {
  const element = document.createElement(name)
  element.className = className
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false && child !== '') as (Node | string)[])
  return element
}
