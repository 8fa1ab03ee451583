// Builds again and compares with the dist/ that is committed, byte for byte.

import { readFile } from 'node:fs/promises'
import { bundle, root } from './bundle.mjs'
import { measure } from './sizes.mjs'

const files = await bundle()
for (const [name, text] of Object.entries(files)) {
  const committed = await readFile(`${root}dist/${name}`, 'utf8').catch(() => '')
  if (committed === text) continue
  console.error(`dist/${name} is not what the sources build: run \`npm run build\` and commit it`)
  process.exitCode = 1
}
await measure(files)
