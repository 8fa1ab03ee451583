// Messages on their way, by ref: those that wait for a connection (at most 100, each for at most 30 seconds) and those
// that were sent and wait for their answer. A server that still knows the page is sent the latter again, and runs none
// twice, since their refs are the same; from another server nobody learns what became of them.

import type { Answer, Failure } from './protocol'

interface Entry {
  text: string
  settle: (answer: Answer) => void
  timer: ReturnType<typeof setTimeout>
}

const CAPACITY = 100
const PATIENCE = 30_000

export class Queue {
  private waiting = new Map<number, Entry>()
  private sent = new Map<number, Entry>()

  add(ref: number, text: string): Promise<Answer> {
    return new Promise(settle => {
      if (this.waiting.size >= CAPACITY) return settle(failure(ref, 'queue_full', 'the queue is full'))
      const timer = setTimeout(() => {
        if (this.waiting.delete(ref)) settle(failure(ref, 'expired', 'no connection'))
      }, PATIENCE)
      this.waiting.set(ref, { text, settle, timer })
    })
  }

  /** Hands over what waits, in order. */
  flush(send: (text: string) => void): void {
    for (const [ref, entry] of this.waiting) {
      clearTimeout(entry.timer)
      this.waiting.delete(ref)
      this.sent.set(ref, entry)
      send(entry.text)
    }
  }

  /** Hands over again what has no answer yet, in order. */
  repeat(send: (text: string) => void): void {
    for (const { text } of this.sent.values()) send(text)
  }

  /** Whoever could have answered what was sent is gone: it may or may not have been done. */
  lose(): void {
    for (const [ref, { settle }] of this.sent) settle(failure(ref, 'unknown_outcome', 'no answer came'))
    this.sent.clear()
  }

  /** Whether a message waits for this answer. */
  expects(ref: number): boolean {
    return this.sent.has(ref)
  }

  answered(ref: number, error?: Failure): void {
    this.sent.get(ref)?.settle(error ? { ref, error } : { ref })
    this.sent.delete(ref)
  }
}

export function failure(ref: number, code: string, message: string): Answer {
  return { ref, error: { code, message } }
}
