// Listens for the events that data-action and extensions name. One capturing and one bubbling listener per type stand on the document,
// so elements that arrive later need no binding: an event that bubbles is walked up from its target, one that does not
// is looked at where it happened.

import { defaultEvent, keyMatches, parseActions } from './action'
import { isElement, page, select } from './dom'
import { complain } from './debug'
import type { Action } from './extension'

export class Actions {
  private listening = new Set<string>()
  private done = new WeakMap<Element, Set<string>>()

  /** `more` are the actions of extensions: what an element has for an event, at the element, the window or the document. */
  constructor(private run: (element: HTMLElement, event: Event) => void, private more: (element: HTMLElement, type: string, at: Action['at']) => Action[]) {}

  /** Takes note of the event types that an element asks for. */
  visit(element: Element): void {
    for (const action of parseActions(element.getAttribute('data-action') ?? '')) {
      this.listen(action.event || defaultEvent(element), action.at === 'window')
    }
  }

  listen = (type: string, global = false): void => {
    const key = global + type
    if (this.listening.has(key)) return
    this.listening.add(key)
    for (const capture of global ? [false] : [true, false]) {
      const listener = (event: Event) => {
        if (global) this.global(event, 'window')
        else if (event.bubbles !== capture) this.walk(event)
      }
      ;(global ? window : page).addEventListener(type, listener, { capture, passive: false })
    }
  }

  private walk(event: Event): void {
    const path = event.bubbles ? event.composedPath() : [event.target]
    for (const node of path) if (isElement(node) && this.handle(node, event, '')) return
    this.global(event, 'document')
  }

  private global(event: Event, at: Action['at']): void {
    for (const element of select(document, `[data-action*="@${at}"],[data-liveview-on-${at}-${CSS.escape(event.type)}]`)) this.handle(element, event, at)
  }

  /** Runs an element's actions for this event. True when one of them stops it from going further up. */
  private handle(element: HTMLElement, event: Event, at: Action['at']): boolean {
    if (event.target === page && !at) return false
    let stopped = false
    for (const action of own(element, event.type, at).concat(this.more(element, event.type, at))) {
      if (keyMatches(action.filter, event as KeyboardEvent) && this.perform(action, element, event)) stopped = true
    }
    return stopped
  }

  private perform({ event: type, filter, method, options, run }: Action, element: HTMLElement, event: Event): boolean {
    if (options.includes('self') && event.target !== element) return false
    if (options.includes('once')) {
      const done = this.done.get(element) ?? new Set()
      const key = type + filter + method
      if (done.has(key)) return false
      this.done.set(element, done.add(key))
    }
    const stops = method === 'stop' || options.includes('stop')
    if (stops) event.stopPropagation()
    const runs = method === 'run'
    if ((runs || run) && leaves(element, event)) return stops
    if (options.includes('prevent') || (runs && prevents(event, filter))) event.preventDefault()
    if (run) run(event)
    else if (runs) this.run(element, event)
    else if (DEBUG && method !== 'stop') complain(`page#${method}: the page controller has run and stop`, element)
    return stops
  }
}

/** The actions of data-action, which are for elements inside of the controller. */
function own(element: Element, type: string, at: Action['at']): Action[] {
  const actions = parseActions(element.getAttribute('data-action') ?? '').filter(action => action.at === at && (action.event || defaultEvent(element)) === type)
  const controlled = element.closest('[data-controller~="page"]')
  if (DEBUG && actions.length && !controlled) complain('an action outside of any data-controller="page"', element)
  return controlled ? actions : []
}

/** A click on a link that is meant for a new tab or window stays the browser's. */
function leaves(element: Element, event: Event): boolean {
  const { ctrlKey, metaKey, shiftKey } = event as MouseEvent
  return event.type === 'click' && element.matches('a[href]') && (ctrlKey || metaKey || shiftKey)
}

/** Running takes the place of what the browser would do, but never of typing, nor of ticking a box. */
function prevents(event: Event, filter: string): boolean {
  if (event.type.startsWith('key')) return filter !== ''
  return !(event.type === 'click' && isElement(event.target) && event.target.closest('input[type=checkbox],input[type=radio],label'))
}
