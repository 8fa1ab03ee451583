// Builds the tests and runs them: `npm test`, or `npm test -- morph` for the files with that in their names.

import { mkdir, readdir, rm } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { build } from 'esbuild'
import { root } from './bundle.mjs'

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
  plugins: [{ name: 'scripts', setup: ({ onResolve }) => onResolve({ filter: /\/scripts\/bundle\.mjs$/ }, () => ({ path: `${root}scripts/bundle.mjs`, external: true })) }],
  sourcemap: 'inline',
  logLevel: 'warning',
})

const built = files.map(name => `${out}/${name.replace(/\.ts$/, '.mjs')}`)
const child = spawn(process.execPath, ['--enable-source-maps', '--test', '--test-reporter=spec', ...built], { stdio: 'inherit' })
child.on('exit', code => (process.exitCode = code ?? 1))
