// Writes dist/, and fails when a file is larger than sizes.json allows.

import { mkdir, writeFile } from 'node:fs/promises'
import { bundle, root } from './bundle.mjs'
import { measure } from './sizes.mjs'

const files = await bundle()
await mkdir(`${root}dist`, { recursive: true })
for (const [name, text] of Object.entries(files)) await writeFile(`${root}dist/${name}`, text)
await measure(files)
