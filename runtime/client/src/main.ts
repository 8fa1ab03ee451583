// Where the script begins: reads its own element, starts the client, and puts its API on the window.

import { Client } from './client'
import { setDebugging } from './debug'
import { page } from './dom'

const { socket = '/ws/liveview/', debug } = (page.currentScript as HTMLElement | null)?.dataset ?? {}
if (DEBUG) setDebugging(debug !== undefined)
const client = new Client(socket)
Object.defineProperty(window, 'liveview', { value: client.api(), configurable: true })
if (page.readyState === 'loading') page.addEventListener('DOMContentLoaded', () => client.start(), { once: true })
else client.start()
