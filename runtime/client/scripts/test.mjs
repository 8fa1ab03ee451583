// Builds the tests and runs them: `npm test`, or `npm test -- morph` for the files with that in their names.

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { build } from 'esbuild'
import { bundle, root, script } from './bundle.mjs'

const out = `${root}node_modules/.tests`
const asked = process.argv.slice(2)
const files = (await readdir(`${root}tests`)).filter(name => name.endsWith('.test.ts') && (!asked.length || asked.some(part => name.includes(part))))

await rm(out, { recursive: true, force: true })
await mkdir(out, { recursive: true })
await build({
  entryPoints: files.map(name => `${root}tests/${name}`),
  bundle: true,
  outdir: out,
  outExtension: { '.js': '.mjs' },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
})

// What the pages of the tests load: dist/ as the sources build it now, and the parts that tests call by themselves.
const scripts = { ...(await bundle()), 'inside.js': await script('tests/support/inside.ts', { debug: true, globalName: 'inside' }) }
for (const [name, text] of Object.entries(scripts)) await writeFile(`${out}/${name}`, text)

const built = files.map(name => `${out}/${name.replace(/\.ts$/, '.mjs')}`)
const child = spawn(process.execPath, ['--enable-source-maps', '--test', '--test-reporter=spec', '--test-timeout=600000', `--test-concurrency=${Math.max(2, availableParallelism())}`, ...built], { stdio: 'inherit' })
child.on('exit', code => (process.exitCode = code ?? 1))
