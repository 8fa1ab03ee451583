// Shows the page's console in the terminal of the dev server too: bounded, in plain text, and never in the page's way.

export interface Line {
  level: string
  text: string
}

const LEVELS = ['log', 'info', 'warn', 'error'] as const
const LONGEST = 2_000
const MOST = 60
const PERIOD = 10_000

export class Console {
  private sent = 0
  private dropped = 0
  private since = Date.now()

  constructor(private send: (line: Line) => void) {}

  start(): void {
    for (const level of LEVELS) {
      const original = console[level]
      console[level] = (...values: unknown[]) => {
        original.apply(console, values)
        this.forward(level, values)
      }
    }
    addEventListener('error', event => event.message && this.forward('error', [event.error ?? event.message]))
    addEventListener('unhandledrejection', event => this.forward('error', ['unhandled rejection:', event.reason]))
  }

  private forward(level: string, values: unknown[]): void {
    const now = Date.now()
    if (now - this.since > PERIOD) {
      if (this.dropped) this.send({ level: 'warn', text: `${this.dropped} more lines of the console are not shown` })
      this.since = now
      this.sent = this.dropped = 0
    }
    if (this.sent++ >= MOST) this.dropped++
    else this.send({ level, text: clean(values.map(describe).join(' ')) })
  }
}

/** Text that a terminal can print: no control or direction signs but the line's end, and not too long. */
export function clean(text: string): string {
  const plain = text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain
}

export function describe(value: unknown): string {
  try {
    if (typeof value === 'string') return value
    if (value instanceof Error) return value.stack?.includes(value.message) ? value.stack : `${value.name}: ${value.message}`
    if (value instanceof Element) return `<${value.localName}${value.id ? `#${value.id}` : ''}>`
    if (typeof value === 'object' && value) return JSON.stringify(value, shallow()) ?? String(value)
    return String(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}

/** Leaves out what JSON cannot say and what it has said already. */
function shallow() {
  const seen = new Set<unknown>()
  return (_: string, value: unknown) => {
    if (value instanceof Node) return describe(value instanceof Element ? value : value.nodeName)
    if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return String(value).slice(0, 80)
    if (typeof value !== 'object' || !value) return value
    if (seen.has(value)) return '…'
    seen.add(value)
    return seen.size > 200 ? '…' : value
  }
}
