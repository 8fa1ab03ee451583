// Messages on their way, by ref: those that wait for a connection (at most 100, each for at most 30 seconds) and those
// that were sent and wait for their answer. A message goes out at most once: when the connection breaks before the
// answer came, its sender is told rather than the message repeated.

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
      if (this.waiting.size >= CAPACITY) return settle(failure(ref, 'queue_full', 'too many messages wait'))
      const timer = setTimeout(() => {
        if (this.waiting.delete(ref)) settle(failure(ref, 'expired', 'no connection for 30 s'))
      }, PATIENCE)
      this.waiting.set(ref, { text, settle, timer })
    })
  }

  /** Hands over what waits, in order, for as long as `send` takes it. */
  flush(send: (text: string) => void): void {
    for (const [ref, entry] of this.waiting) {
      clearTimeout(entry.timer)
      this.waiting.delete(ref)
      this.sent.set(ref, entry)
      send(entry.text)
    }
  }

  /** Whether a message waited for this answer, which is then done with. */
  answered(ref: number, error?: Failure): boolean {
    const entry = this.sent.get(ref)
    this.sent.delete(ref)
    entry?.settle(error ? { ref, error } : { ref })
    return !!entry
  }

  /** The connection broke: what was sent and not answered may or may not have been done. */
  broken(): void {
    for (const [ref, { settle }] of this.sent) settle(failure(ref, 'disconnected', 'the connection broke'))
    this.sent.clear()
  }
}

export function failure(ref: number, code: string, message: string): Answer {
  return { ref, error: { code, message } }
}
