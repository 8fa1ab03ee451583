// Where calls wait. Of those that come while one waits only the newest goes on; the others are answered as dropped.

import type { Call } from '../src/extension'
import type { Answer } from '../src/protocol'

export type Next = () => Promise<Answer>

const DROPPED: Answer = { ref: 0, error: { code: 'dropped', message: 'a newer call took its place' } }

export class Gate {
  closed = false
  private waiting?: (go: boolean) => void

  hold({ element }: Call, next: Next): Promise<Answer> {
    this.waiting?.(false)
    return new Promise(resolve => {
      this.waiting = go => resolve(go && element!.isConnected ? next() : DROPPED)
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
