// Frames wait here for the next animation frame and are applied together; in a hidden tab, where there are none, at once.
// While the page is being fetched again they wait for that as well, so that an older page never overwrites a newer patch,
// and so they do while an extension takes its time with those before.

import { page } from './dom'

export class Batch<T> {
  private waiting: T[] = []
  private pauses = 0
  private frame = 0

  constructor(private apply: (item: T) => void, private render: (items: T[], apply: () => void) => void) {}

  start(): void {
    page.addEventListener('visibilitychange', this.flush)
  }

  add(item: T): void {
    this.waiting.push(item)
    if (page.hidden) this.flush()
    else this.frame ||= requestAnimationFrame(this.flush)
  }

  /** What came before is applied before; what comes now waits for as many resumes as there were pauses. */
  pause(): void {
    this.flush()
    this.pauses++
  }

  resume(): void {
    this.pauses--
    this.flush()
  }

  flush = (): void => {
    if (this.pauses || !this.waiting.length) return
    cancelAnimationFrame(this.frame)
    this.frame = 0
    const items = this.waiting.splice(0)
    this.pauses++
    this.render(items, () => {
      items.forEach(this.apply)
      this.resume()
    })
  }
}
