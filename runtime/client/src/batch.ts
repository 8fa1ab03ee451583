// Frames wait here for the next animation frame and are applied together; in a hidden tab, where there are none, at once.
// While the page is being fetched again they wait for that as well, so that an older page never overwrites a newer patch.

import { page } from './dom'

export class Batch<T> {
  private waiting: T[] = []
  private paused = false
  private frame = 0

  constructor(private apply: (item: T) => void) {}

  start(signal: AbortSignal): void {
    page.addEventListener('visibilitychange', this.flush, { signal })
  }

  add(item: T): void {
    this.waiting.push(item)
    if (page.hidden) this.flush()
    else this.frame ||= requestAnimationFrame(this.flush)
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
    this.flush()
  }

  flush = (): void => {
    if (this.paused) return
    cancelAnimationFrame(this.frame)
    this.frame = 0
    for (const item of this.waiting.splice(0)) this.apply(item)
  }
}
