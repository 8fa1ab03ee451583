// The small sign in the corner: a build and how far it is, an app that starts, a dev server that is gone, problems that
// were hidden. Short builds show nothing: a sign that flickers on every save only distracts.

import type { State } from './protocol'
import { h, type Screen } from './screen'

const PATIENCE = 250

export class Pill {
  private label = h('span', 'label')
  private bar = h('span', 'bar')
  private pill = h('button', 'pill', h('span', 'spinner'), this.label, h('span', 'track', this.bar))
  private state?: State
  private connected = true
  private covered = false
  private timer?: ReturnType<typeof setTimeout>

  constructor(private screen: Screen, open: () => void) {
    this.pill.hidden = true
    this.pill.onclick = open
    screen.add(this.pill)
  }

  connection(connected: boolean): void {
    this.connected = connected
    this.update()
  }

  /** While the problems themselves are shown, nothing needs to say that there are some. */
  cover(covered: boolean): void {
    this.covered = covered
    this.update()
  }

  render(state: State): void {
    this.state = state
    this.update()
  }

  private update(): void {
    const text = this.text()
    const { build, phase, problems = [] } = this.state ?? {}
    const busy = !this.connected || phase === 'building' || phase === 'starting' || phase === 'crashed'
    this.label.textContent = text
    this.pill.classList.toggle('busy', busy)
    this.pill.classList.toggle('wrong', !busy && problems.length > 0)
    const part = busy && build?.of ? Math.min(build.done / build.of, 1) : 0
    this.bar.style.width = `${part * 100}%`
    this.pill.classList.toggle('counted', part > 0)
    if (!text) {
      clearTimeout(this.timer)
      this.timer = undefined
      this.pill.hidden = true
    } else if (this.pill.hidden) {
      this.timer ??= setTimeout(() => this.appear(), PATIENCE)
    }
  }

  private appear(): void {
    this.timer = undefined
    this.pill.hidden = false
    this.screen.raise()
  }

  private text(): string {
    if (!this.connected) return 'The dev server is gone'
    const { phase, build, problems = [] } = this.state ?? {}
    switch (phase) {
      case 'building': return build?.of ? `Building ${build.done} of ${build.of}` : 'Building'
      case 'starting': return 'Starting'
      case 'crashed': return 'Crashed, starting again'
      default: return problems.length && !this.covered ? `${problems.length} problem${problems.length > 1 ? 's' : ''}` : ''
    }
  }
}
