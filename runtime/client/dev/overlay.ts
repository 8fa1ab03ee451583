// What is wrong, over the page: a panel that the page can still be used beside. Esc hides it, and it shows again when
// something else goes wrong; it goes by itself when nothing is wrong any more.

import type { Problem, State } from './protocol'
import { h, type Screen } from './screen'

const TITLES: Record<string, string> = {
  rustc: 'Does not compile', cargo: 'Cargo cannot build this', template: 'Error in a template', css: 'Error in a style sheet',
  panic: 'A handler panicked', handler: 'A handler failed', page: 'A page failed', app: 'The app does not run',
}

/** A line of signs under the one at fault, as rustc draws it, or the line itself where `>` marks it. */
const POINTS = /^\s*(\|[\s|]*|\^*)?[\^~]+|^\s*\|[\s|]*-+( |$)|^\s*>/

export class Overlay {
  private panel = h('section', 'panel')
  private shown = ''
  private hidden = ''

  constructor(private screen: Screen, private toggled: (shown: boolean) => void) {
    this.panel.setAttribute('role', 'alert')
    this.panel.hidden = true
    screen.add(this.panel)
  }

  start(): void {
    // Capturing, so that a page which keeps its keys to itself cannot keep the panel open.
    addEventListener('keydown', event => {
      if (event.key === 'Escape' && !this.panel.hidden) this.hide()
    }, { capture: true })
  }

  show(): void {
    this.hidden = ''
    if (!this.shown) return
    this.toggle(true)
    this.screen.raise()
  }

  hide(): void {
    this.hidden = this.shown
    this.toggle(false)
  }

  private toggle(shown: boolean): void {
    this.panel.hidden = !shown
    this.toggled(shown)
  }

  render({ phase, problems }: State, waiting: boolean): void {
    const signature = problems.length ? JSON.stringify([problems, phase === 'failed', waiting]) : ''
    if (signature === this.shown) return
    this.shown = signature
    if (!signature) {
      this.hidden = ''
      return this.toggle(false)
    }
    this.panel.classList.toggle('waiting', waiting)
    this.panel.replaceChildren(this.head(problems, phase === 'failed' && !waiting), h('div', 'problems', ...problems.map(problem)))
    if (this.hidden === signature) return
    this.show()
  }

  private head(problems: Problem[], serving: boolean): HTMLElement {
    const hide = h('button', 'hide', 'Hide ', h('kbd', '', 'Esc'))
    hide.onclick = () => this.hide()
    const count = problems.length > 1 ? `${problems.length} problems` : (TITLES[problems[0].kind] ?? 'Something is wrong')
    const title = h('h1', '', h('span', 'dot'), count)
    return h('header', 'head', title, serving && h('p', 'serving', 'Still serving the last good build.'), hide)
  }
}

function problem({ kind, code, message, file, line, column, excerpt, help, function: name, event, frames }: Problem): HTMLElement {
  const place = [file, line, file && line !== undefined ? column : undefined].filter(part => part !== undefined).join(':')
  return h('article', 'problem',
    h('p', 'meta', h('span', 'kind', TITLES[kind] ?? kind), code && h('span', 'code', code), place && h('span', 'place', place)),
    h('h2', '', message),
    excerpt && marked(excerpt.replace(/\n+$/, '')),
    help && h('p', 'help', h('b', '', 'help '), help),
    name && h('p', 'about', 'in the handler ', h('code', '', name)),
    event !== undefined && event !== null && h('pre', 'event', typeof event === 'string' ? event : JSON.stringify(event, null, 2)),
    !!frames?.length && h('ol', 'frames', ...frames.map(frame => h('li', '', frame))),
  )
}

/** The lines of the source, with the ones that point at the fault set off. */
function marked(excerpt: string): HTMLElement {
  const lines = excerpt.split('\n').map(line => h('span', POINTS.test(line) ? 'line points' : 'line', `${line}\n`))
  return h('pre', 'excerpt', ...lines)
}
