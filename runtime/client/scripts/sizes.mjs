// Holds each file of dist/ to its limit in sizes.json: bytes after brotli at its best.

import { readFile } from 'node:fs/promises'
import { compressed, root } from './bundle.mjs'

export async function measure(files) {
  const limits = JSON.parse(await readFile(`${root}sizes.json`, 'utf8'))
  for (const [name, limit] of Object.entries(limits)) {
    const size = compressed(files[name])
    console.log(`${name}: ${files[name].length} B, ${size} B brotli of ${limit}`)
    if (size > limit) {
      console.error(`${name} is ${size - limit} B over its limit`)
      process.exitCode = 1
    }
  }
}
