// Where the script begins: reads its own element, starts the client, and puts its API on the window.

import { Client } from './client'
import { setDebugging } from './debug'
import { page } from './dom'

const { socket = '/ws/liveview/', debug } = (page.currentScript as HTMLElement | null)?.dataset ?? {}
if (DEBUG) setDebugging(debug !== undefined)
const client = new Client(socket)
Object.defineProperty(window, 'liveview', { value: client.api(), configurable: true })
// Scripts after this one, and all deferred ones, run before a page is ready: what they add sees it from its beginning.
if (page.readyState === 'complete') client.start()
else for (const type of ['DOMContentLoaded', 'load']) addEventListener(type, () => client.start())
