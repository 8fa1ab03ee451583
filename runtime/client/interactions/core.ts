// The core of the client, which is the page's first script: what it offers to extensions is what all of this stands on.

import type { Host } from '../src/extension'

let given!: Host
window.liveview.use(host => {
  given = host
  return {}
})
export const core = given

let connected = core.status === 'connected'
let again = false
core.on('connect', () => {
  again = connected
  connected = true
})

/** Calls back when a connection stands that is not the page's first. */
export function onReconnect(listener: (resumed: boolean) => void): void {
  core.on('connect', ({ detail }) => again && listener(detail.resumed))
}
