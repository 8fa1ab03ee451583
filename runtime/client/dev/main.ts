// The script that every page loads under the dev server: it shows what is wrong, swaps styles and assets, brings the page
// up to date when a template changed, and reports the console. It is no part of a release build.

import { swapAsset } from './assets'
import { Console } from './console'
import { Overlay } from './overlay'
import { painted } from './paint'
import { Pill } from './pill'
import type { FromServer, Refresh, State } from './protocol'
import { Screen } from './screen'
import { Socket } from './socket'
import { swapStyles } from './styles'

const token = (document.currentScript as HTMLElement | null)?.dataset.token ?? ''

class DevPage {
  private screen = new Screen()
  private pill = new Pill(this.screen, () => this.overlay.show())
  private overlay = new Overlay(this.screen, shown => this.pill.cover(shown))
  private socket = new Socket(token, message => this.hear(message), connected => this.pill.connection(connected))
  private console = new Console(line => this.socket.send({ console: line }))

  private refreshed = Promise.resolve()

  start(): void {
    this.console.start()
    this.overlay.start()
    document.addEventListener('liveview:dev', event => this.refresh((event as CustomEvent).detail.refresh))
    this.socket.start()
  }

  private hear({ state, css, asset, reload }: FromServer): void {
    if (state) this.show(state)
    if (css) void swapStyles(css.path, css.id).then(() => this.report(css.id))
    if (asset) void swapAsset(asset.path, asset.id).then(() => this.report(asset.id))
    if (reload) location.reload()
  }

  private show(state: State): void {
    // A page without the client is the one that is shown until there is an app.
    const waiting = !('liveview' in window)
    if (waiting && state.phase === 'serving') return location.reload()
    this.overlay.render(state, waiting)
    this.pill.render(state)
  }

  /** One after the other: a page that had to be fetched must not overwrite a later one. */
  private refresh(refresh?: Refresh): void {
    if (!refresh) return
    this.refreshed = this.refreshed.then(async () => {
      await window.liveview.refresh(refresh.html, refresh.ops)
      await this.report(refresh.id)
    })
  }

  private async report(id: number): Promise<void> {
    await painted()
    this.socket.send({ painted: { id } })
  }
}

new DevPage().start()
