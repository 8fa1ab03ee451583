// Where calls wait. Of those that come while one waits only the newest goes on; the others are answered as dropped.

import type { Call } from '../src/extension'
import type { Answer } from '../src/protocol'

export type Next = () => Promise<Answer>

/** The answer to a call that was never sent. */
export function unsent(code: string, message: string): Answer {
  return { ref: 0, error: { code, message } }
}

export class Gate {
  closed = false
  private waiting?: (go: boolean) => void

  hold({ element }: Call, next: Next): Promise<Answer> {
    this.waiting?.(false)
    return new Promise(resolve => {
      this.waiting = go => resolve(go && element!.isConnected ? next() : unsent('dropped', 'a newer call took its place'))
    })
  }

  /** Lets the call that waits go on. False when there is none. */
  release(): boolean {
    const { waiting } = this
    this.waiting = undefined
    waiting?.(true)
    return !!waiting
  }
}

/** A gate for each function of each element, for as long as the element lives. */
export function gates(): (call: Call) => Gate {
  const all = new WeakMap<Element, Map<string, Gate>>()
  return ({ element, name }) => {
    const own = all.get(element!) ?? new Map<string, Gate>()
    const gate = own.get(name) ?? new Gate()
    all.set(element!, own.set(name, gate))
    return gate
  }
}
