// What the second script adds to `window.liveview`.

import type { Answer, FormValue } from '../src/protocol'

/** What a hook works with: `this` in its callbacks, and their argument. */
export interface HookContext {
  readonly el: HTMLElement
  /** Calls a handler. */
  send(name: string, content?: { form?: Record<string, FormValue>; data?: object }): Promise<Answer>
  /** Listens for an event that the server sends, until the hook is destroyed. */
  on(name: string, listener: (detail: any) => void): void
  /** A hook may keep what it needs beside these. */
  [own: string]: any
}

type Callback = (this: HookContext, context: HookContext) => void

export interface Hook {
  /** The element has come into the page. */
  mounted?: Callback
  /** A patch has changed the element, or something in it. */
  updated?: Callback
  /** The element has left the page, or no longer names this hook. */
  destroyed?: Callback
  disconnected?: Callback
  reconnected?: Callback
}

/** Does something to an element. What is returned takes it back, when an optimistic change is refused. */
export type Command = (element: HTMLElement, ...values: any[]) => void | (() => void)

export interface Interactions {
  /** Gives the elements with `data-liveview-hook="NAME"` callbacks. */
  hook(name: string, hook: Hook): void
  /** Adds a command for `data-liveview-js`, `data-liveview-optimistic` and the patch key `js`. */
  command(name: string, command: Command): void
}
