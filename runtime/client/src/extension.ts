// The seam: what liveview-interactions.js, and anybody else's script, can add to the core through `liveview.use`.

import type { LiveView } from './api'
import type { Answer, FormValue, Patch } from './protocol'

/** A handler that is about to be called. */
export interface Call {
  name: string
  /** Absent when a script calls. */
  element?: HTMLElement
  event?: Event
  submitter?: Element | null
  form: Record<string, FormValue>
  data: Record<string, unknown>
}

/** What an element does at an event: a token of data-action, or an extension's. */
export interface Action {
  /** Empty for the element's own default. */
  event: string
  /** The key that it takes, such as `ctrl+k`; empty for any. */
  filter: string
  /** Where it listens; empty for the element itself. */
  at: '' | 'window' | 'document'
  method: string
  /** `prevent`, `stop`, `once`, `self`. */
  options: string[]
  /** What an extension's action does, in the place of the controller's methods. */
  run?: (event: Event) => void
}

export interface Extension {
  /** Attributes to see as they come into the page, or are set anew. What is returned runs when the element or the attribute has left. */
  attributes?: Record<string, (element: HTMLElement, value: string) => void | (() => void)>
  /** What an element does at an event, beside its data-action. `at` is empty for the element's own events. */
  actions?(element: HTMLElement, type: string, at: Action['at']): Action[]
  /** Stands around each call: `next()` goes on, and its promise is the answer. Returning nothing refuses the call. */
  around?(call: Call, next: () => Promise<Answer>): Promise<Answer> | void
  /** Keys of patches beyond the core's. They run after the tree has changed. */
  keys?: Record<string, (value: any, patch: Patch) => void>
  /** Swaps by name, beyond the core's. */
  swaps?: Record<string, (target: Element, html: string) => void>
  /** The contents of an element are about to change. */
  changes?(region: Element): void
  /** The address is about to change. What is returned goes into the state of its entry in the browser's history. */
  navigate?(url: URL, replace: boolean): object
  /** Puts patches on screen by calling `apply`, now or later; what comes meanwhile waits. */
  render?(patches: Patch[], apply: () => void): void
  /** After each batch of patches. */
  applied?(): void
}

/** What an extension gets to work with, beside what every script of the page has. */
export interface Host extends LiveView {
  /** Calls a handler as an action of the element would: with its form and its payload. */
  call(element: HTMLElement, name: string, event?: Event): Promise<Answer>
  /** The same, after the element's own debounce. */
  run(element: HTMLElement, event: Event, name: string): void
  /** Listens for an event that `actions` answers to. */
  listen(type: string, window?: boolean): void
  /** The live document, safe from elements whose names shadow its properties. */
  readonly page: Document
  /** Every match of a selector below a document or element. */
  select(root: ParentNode & Node, selector: string): HTMLElement[]
  /** Dispatches an event that bubbles, at the document by default. False when a listener called `preventDefault`. */
  emit(name: string, detail?: unknown, cancelable?: boolean, target?: EventTarget): boolean
  /** The form an element belongs to, also by `form="…"`. */
  formOf(element: Element): HTMLFormElement | null
  /** Whether a key event is the one that `enter` or `ctrl+shift+k` asks for. */
  keyMatches(filter: string, event: KeyboardEvent): boolean
  /** Tells a developer of a mistake; in release builds nobody. */
  complain(message: string, ...about: unknown[]): void
}
