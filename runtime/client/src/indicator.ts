// Shows the state of the connection: `<html data-liveview-connection>` for style sheets, and the two classes of the
// element #no-connection. It is looked up every time, since a patch may have put another in its place.

import type { Status } from './api'
import { page } from './dom'

export class Indicator {
  private missed = false

  /** A connection is missed from its loss, unless nobody wants it back, until the next one stands. */
  show(status: Status, wanted: boolean): void {
    if (status !== 'connecting') this.missed = status === 'offline' && wanted
    page.documentElement.setAttribute('data-liveview-connection', status)
    this.render()
  }

  /** Again, for when a patch wrote over the classes. */
  render(): void {
    const classes = page.getElementById('no-connection')?.classList
    classes?.toggle('no-connection--show', this.missed)
    classes?.toggle('no-connection--hide', !this.missed)
  }
}
