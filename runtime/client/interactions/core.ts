// The core of the client, which is the page's first script: what it offers to extensions is what all of this stands on.

import type { Host } from '../src/extension'

let given!: Host
window.liveview.use(host => {
  given = host
  return {}
})
export const core = given

let connected = core.status === 'connected'
/** Whether the page had a connection before the one that it has. */
export let reconnected = false
core.on('connect', () => {
  reconnected = connected
  connected = true
})
