// The script of a page under the dev server, with a server of the test's own at the other end.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insidePage } from './support/inside-page'
import { type Options, Site, type Socket } from './support/site'

const PROBLEM = { id: 'a', kind: 'rustc', code: 'E0308', message: 'mismatched types <b>', file: 'src/handlers/search.rs', line: 12, column: 5, excerpt: '12 |     let x: u32 = "a";\n   |                  ^^^ expected `u32`', help: 'change the type' }
const state = (more: object) => ({ state: { phase: 'serving', build: null, problems: [], generation: 1, ...more } })
const inShadow = (selector: string) => `document.querySelector('liveview-dev')?.shadowRoot.querySelector(${JSON.stringify(selector)})`
const visible = (site: Site, selector: string, wanted: boolean) => site.page.waitForFunction(([selector, wanted]) => {
  return !!document.querySelector('liveview-dev')?.shadowRoot?.querySelector(selector)?.checkVisibility() === wanted
}, [selector, wanted] as const)
const shown = (site: Site, selector: string) => visible(site, selector, true)
const hidden = (site: Site, selector: string) => visible(site, selector, false)
const text = (site: Site, selector: string) => site.page.evaluate(`${inShadow(selector)}?.textContent`)

async function devSite(body: string, options: Options = {}): Promise<[Site, Socket]> {
  const site = await Site.open(body, { dev: true, debug: true, ...options })
  await site.page.goto(site.origin)
  await site.until(() => site.dev.length === 1)
  return [site, site.dev[0]]
}

test('a problem is shown as text, beside a page that still works, and goes with its cause', async () => {
  const [site, dev] = await devSite('<input id="x"><button id="b" data-action="click->page#run" data-liveview-function="f">x</button>')
  assert.equal(dev.url, '/__liveview/ws?token=dev-token')
  await site.page.fill('#x', 'typed')
  dev.send(state({ phase: 'failed', problems: [PROBLEM] }))
  await shown(site, '.panel')
  const panel = (await text(site, '.panel')) as string
  for (const part of ['Does not compile', 'E0308', 'src/handlers/search.rs:12:5', 'mismatched types <b>', 'expected `u32`', 'change the type', 'Still serving the last good build.']) assert.ok(panel.includes(part), part)
  assert.equal(await site.page.evaluate(() => document.activeElement?.id), 'x')
  await site.page.click('#b')
  await site.messages(1)
  dev.send(state({ phase: 'serving' }))
  await hidden(site, '.panel')
  assert.equal(await site.page.inputValue('#x'), 'typed')
})

test('Esc hides it, a new problem shows it again', async () => {
  const [site, dev] = await devSite('<input id="x">')
  dev.send(state({ phase: 'failed', problems: [PROBLEM] }))
  await shown(site, '.panel')
  await site.page.focus('#x')
  await site.page.keyboard.press('Escape')
  await hidden(site, '.panel')
  await shown(site, '.pill')
  assert.equal(await text(site, '.label'), '1 problem')
  dev.send(state({ phase: 'failed', problems: [PROBLEM], generation: 2 }))
  dev.send(state({ phase: 'failed', problems: [PROBLEM, { id: 'b', kind: 'panic', message: 'index out of bounds', function: 'search', event: { form: { q: 'x' } }, frames: ['src/handlers/search.rs:9 in search'] }] }))
  await shown(site, '.panel')
  const panel = (await text(site, '.panel')) as string
  for (const part of ['2 problems', 'A handler panicked', 'in the handler search', '"q": "x"', 'src/handlers/search.rs:9 in search']) assert.ok(panel.includes(part), part)
  await site.page.evaluate(`${inShadow('.hide')}.click()`)
  await hidden(site, '.panel')
  await site.page.evaluate(`${inShadow('.pill')}.click()`)
  await shown(site, '.panel')
})

test('nothing in a problem runs', async () => {
  const [site, dev] = await devSite('')
  const evil = '</script><img src=x onerror="window.ran=1"><script>window.ran=1</script>'
  dev.send(state({ phase: 'failed', problems: [{ id: evil, kind: evil, message: evil, code: evil, file: evil, line: 1, column: 1, excerpt: evil, help: evil, function: evil, event: evil, frames: [evil] }] }))
  await shown(site, '.panel')
  assert.equal(await site.page.evaluate(`${inShadow('.panel')}.querySelectorAll('img,script').length`), 0)
  assert.equal(await site.page.evaluate(() => (window as any).ran), undefined)
})

test('it stands outside of what patches and refreshes change, and above a dialog', async () => {
  const [site, dev] = await devSite('<dialog id="d">x</dialog>')
  await site.page.evaluate(() => document.querySelector('dialog')!.showModal())
  dev.send(state({ phase: 'failed', problems: [PROBLEM] }))
  await shown(site, '.panel')
  assert.equal(await site.page.evaluate(() => document.querySelector('liveview-dev')!.matches(':popover-open')), true)
  await site.page.evaluate(() => window.liveview.refresh())
  await shown(site, '.panel')
})

test('a build is shown when it lasts', async () => {
  const [site, dev] = await devSite('')
  dev.send(state({ phase: 'building', build: { done: 3, of: 12 } }))
  await shown(site, '.pill')
  assert.equal(await text(site, '.label'), 'Building 3 of 12')
  assert.equal(await site.page.evaluate(`${inShadow('.bar')}.style.width`), '25%')
  dev.send(state({ phase: 'starting' }))
  await site.page.waitForFunction(() => document.querySelector('liveview-dev')?.shadowRoot?.querySelector('.label')?.textContent === 'Starting')
  dev.send(state({}))
  await hidden(site, '.pill')
})

test('a style sheet is swapped without a moment of none', async () => {
  const [site, dev] = await devSite('<p id="p">x</p><input id="x">', { head: '<link rel="stylesheet" href="/assets/app.css"><link rel="stylesheet" href="/assets/other.css">' })
  site.assets['/assets/app.css'] = { type: 'text/css', body: '#p { color: rgb(1, 1, 1) }' }
  site.assets['/assets/other.css'] = { type: 'text/css', body: '#p { background: rgb(9, 9, 9) }' }
  await site.page.reload()
  await site.until(() => site.dev.length === 2)
  dev.messages.length = 0
  await site.page.fill('#x', 'typed')
  await site.page.evaluate(() => {
    const colors = ((window as any).colors = [] as string[])
    const look = () => (colors.push(getComputedStyle(document.querySelector('#p')!).color), requestAnimationFrame(look))
    look()
    ;(window as any).loaded = 1
  })
  const newest = site.dev[1]
  for (const [id, color] of [[7, 'rgb(2, 2, 2)'], [8, 'rgb(3, 3, 3)']] as const) {
    site.assets['/assets/app.css'].body = `#p { color: ${color} }`
    newest.send({ css: { path: '/assets/app.css', id } })
    await site.until(() => newest.messages.some(message => message.painted?.id === id))
    assert.equal(await site.page.evaluate(() => getComputedStyle(document.querySelector('#p')!).color), color)
  }
  const found = await site.page.evaluate(() => ({
    links: [...document.querySelectorAll('link[rel=stylesheet]')].map(link => link.getAttribute('href')),
    colors: [...new Set((window as any).colors)],
    loaded: (window as any).loaded,
    typed: document.querySelector('input')!.value,
  }))
  assert.deepEqual(found, { links: ['/assets/app.css?liveview=8', '/assets/other.css'], colors: ['rgb(1, 1, 1)', 'rgb(2, 2, 2)', 'rgb(3, 3, 3)'], loaded: 1, typed: 'typed' })
  // A refreshed page does not bring a second copy.
  await site.page.evaluate(() => window.liveview.refresh())
  assert.equal(await site.page.evaluate(() => document.querySelectorAll('link[rel=stylesheet]').length), 2)
})

test('a sheet that another imports swaps the one that imports it', async () => {
  const [site] = await devSite('<p id="p">x</p>', { head: '<link rel="stylesheet" href="/assets/app.css">' })
  site.assets['/assets/app.css'] = { type: 'text/css', body: '@import "/assets/part.css";' }
  site.assets['/assets/part.css'] = { type: 'text/css', body: '#p { color: rgb(1, 1, 1) }' }
  await site.page.reload()
  await site.until(() => site.dev.length === 2)
  site.assets['/assets/part.css'].body = '#p { color: rgb(2, 2, 2) }'
  site.dev[1].send({ css: { path: '/assets/part.css', id: 1 } })
  await site.page.waitForFunction(() => getComputedStyle(document.querySelector('#p')!).color === 'rgb(2, 2, 2)')
})

test('an image is swapped wherever it is shown, and stays so after a patch', async () => {
  const svg = (size: number) => ({ type: 'image/svg+xml', body: `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"/>` })
  const site = await Site.open('<img id="i" src="/assets/logo.svg"><div id="d" style="background:url(/assets/logo.svg)"></div>', { dev: true })
  site.assets['/assets/logo.svg'] = svg(10)
  await site.page.goto(site.origin)
  await site.until(() => site.dev.length === 1)
  site.assets['/assets/logo.svg'] = svg(20)
  site.dev[0].send({ asset: { path: '/assets/logo.svg', id: 3 } })
  await site.until(() => site.dev[0].messages.some(message => message.painted?.id === 3))
  assert.equal(await site.page.evaluate(() => document.querySelector('img')!.naturalWidth), 20)
  await site.page.evaluate(() => window.liveview.apply([{ target: 'body', html: '<img id="i" class="new" src="/assets/logo.svg">' }]))
  site.sockets[0].send({ target: '#i', swap: 'outer', html: '<img id="i" class="newer" src="/assets/logo.svg">' })
  await site.page.waitForFunction(() => document.querySelector('img')!.className === 'newer')
  assert.equal(await site.page.evaluate(() => document.querySelector('img')!.getAttribute('src')), '/assets/logo.svg?liveview=3')
})

test('addresses that end in the changed path', async () => {
  const page = await insidePage()
  const bust = (text: string) => page.evaluate(text => (window as any).inside.bust(text, '/assets/a.png', 2), text)
  const table = [
    ['/assets/a.png', '/assets/a.png?liveview=2'],
    ['/assets/a.png?liveview=1', '/assets/a.png?liveview=2'],
    ['url("/assets/a.png")', 'url("/assets/a.png?liveview=2")'],
    ['/assets/a.png 1x, /assets/a@2.png 2x', '/assets/a.png?liveview=2 1x, /assets/a@2.png 2x'],
    ['/assets/ba.png', '/assets/ba.png'],
    ['/other/a.png', '/other/a.png'],
    ['/assets/a.png.txt', '/assets/a.png.txt'],
  ]
  for (const [before, after] of table) assert.equal(await bust(before), after, before)
})

test('a template that changed: the page is refreshed with its patches, and keeps its state', async () => {
  const [site, dev] = await devSite('<h1>old</h1><input id="x"><main id="main"><i>0</i></main>')
  await site.until(() => site.sockets.length === 1)
  const socket = site.sockets[0]
  await site.page.fill('#x', 'typed')
  await site.page.evaluate(() => ((window as any).loaded = 1))
  socket.send({ dev: { refresh: { id: 4, html: site.document('<h1>new</h1><input id="x"><main id="main"></main>'), ops: [{ target: '#main', html: '<i>1</i>' }, { target: '#main', html: '<i>2</i>', append: true }] } } })
  await site.until(() => dev.messages.some(message => message.painted?.id === 4))
  assert.equal(await site.page.textContent('body h1'), 'new')
  assert.equal(await site.page.textContent('#main'), '12')
  assert.equal(await site.page.inputValue('#x'), 'typed')
  // Without HTML the page is fetched; patches that come meanwhile are applied after it.
  site.pages['/'] = '<h1>fetched</h1><input id="x"><main id="main"></main>'
  socket.send({ dev: { refresh: { id: 5, html: null, ops: [{ target: '#main', html: '<i>3</i>' }] } } })
  socket.send({ target: '#main', html: '<i>4</i>', append: true })
  await site.until(() => dev.messages.some(message => message.painted?.id === 5))
  await site.page.waitForFunction(() => document.querySelector('#main')!.textContent === '34')
  assert.equal(await site.page.textContent('body h1'), 'fetched')
  assert.equal(await site.page.evaluate(() => (window as any).loaded && document.activeElement?.id), 'x')
})

test('the console is forwarded, cleaned and bounded', async () => {
  const [site, dev] = await devSite('')
  await site.page.evaluate(() => {
    const loop: any = { a: 1 }
    loop.self = loop
    console.log('plain', 7, { a: [1, undefined] }, loop)
    console.warn('\x1b[31mred\x1b[0m\x07 \x9b\u202e', document.body)
    console.error(new Error('wrong'))
    setTimeout(() => { throw new Error('uncaught') })
    void Promise.reject(new Error('unhandled'))
  })
  await site.until(() => dev.messages.length >= 5)
  const lines = dev.messages.map(message => message.console)
  assert.deepEqual(lines[0], { level: 'log', text: 'plain 7 {"a":[1,null]} {"a":1,"self":"…"}' })
  assert.deepEqual(lines[1], { level: 'warn', text: '[31mred[0m  <body>' })
  for (const [index, part] of [[2, 'Error: wrong'], [3, 'unhandled'], [4, 'uncaught']] as const)
    assert.ok(lines.slice(2).some(line => line.level === 'error' && line.text.includes(part)), `${index} ${part}`)
  await site.page.evaluate(() => { for (let index = 0; index < 500; index++) console.log('x'.repeat(5000)) })
  // The lines come before the report of a style sheet that is swapped after them.
  dev.send({ css: { path: '/assets/none.css', id: 9 } })
  await site.until(() => dev.messages.some(message => message.painted?.id === 9))
  const long = dev.messages.slice(5, -1)
  assert.ok(long.length <= 60, `${long.length}`)
  assert.ok(long.every(message => message.console.text.length <= 2001))
})

test('the page before the first build loads itself when there is an app', async () => {
  const waiting = '<!doctype html><html><head><title>Building</title><script src="/__liveview/page.js" defer data-token="dev-token"></script></head><body><h1>Building</h1></body></html>'
  const [site, dev] = await devSite(waiting)
  dev.send(state({ phase: 'building', build: { done: 1, of: 2 } }))
  await shown(site, '.pill')
  dev.send(state({ phase: 'failed', problems: [PROBLEM] }))
  await shown(site, '.panel')
  assert.ok(!((await text(site, '.panel')) as string).includes('last good build'))
  site.pages['/'] = '<h1>The app</h1>'
  dev.send(state({}))
  await site.page.waitForFunction(() => document.querySelector('h1')?.textContent === 'The app')
})

test('a dev server that comes back with another token is found again', async () => {
  const [site, dev] = await devSite('')
  let refused = 0
  site.refuse = url => url.includes('dev-token') && ++refused > 0
  site.token = 'new-token'
  dev.close(1001)
  await site.until(() => site.dev.length === 2)
  assert.equal(site.dev[1].url, '/__liveview/ws?token=new-token')
  assert.ok(refused > 0)
  site.dev[1].send({ reload: {} })
  await site.until(() => site.dev.length === 3)
})
