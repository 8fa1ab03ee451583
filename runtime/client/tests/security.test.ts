// A page with the strictest policy, names that shadow the document, and addresses that lead away.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Site } from './support/site'

const POLICY = "default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'self'; object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types liveview"

test('everything works under a strict policy, without one report', async () => {
  const site = await Site.open('', { headers: { 'Content-Security-Policy': POLICY } })
  const page = (body: string) => `<!doctype html><html data-room="r" lang="en"><head><title>Site</title><script nonce="abc">
    window.reports = []
    addEventListener('securitypolicyviolation', event => reports.push(event.violatedDirective + ' ' + event.sample))
    </script><script nonce="abc" src="/assets/liveview.min.js" defer></script><script nonce="abc" src="/assets/liveview-interactions.min.js" defer></script><script nonce="abc" src="/__liveview/page.js" defer data-token="t"></script></head><body data-controller="page">${body}</body></html>`
  site.pages['/'] = page('<button id="b" data-action="click->page#run" data-liveview-function="f">x</button><main id="main">one</main><svg id="s"></svg>')
  const socket = await site.visit()
  await site.page.click('#b')
  await site.messages(1)
  socket.send({ target: '#main', html: '<b>two</b><script>window.ran = 1</script>', url: '/two', title: 'Two', announce: 'two', ref: 1 })
  socket.send({ script: 'window.scripted = (window.scripted ?? 0) + 1' })
  socket.send({ target: '#main', html: '<iframe srcdoc="<p>x</p>"></iframe>', append: true })
  socket.send({ target: '#s', html: '<circle r="1"/>', append: true })
  socket.send({ target: '#main', html: '<p>outer</p>', swap: 'prepend' })
  await site.page.waitForFunction(() => document.querySelector('#s circle'))
  await site.page.goBack()
  await site.page.waitForFunction(() => document.querySelector('#main')!.textContent === 'one')
  site.pages['/'] = page('<main id="main">fresh</main>')
  await site.page.evaluate(() => window.liveview.refresh())
  await site.page.waitForFunction(() => document.querySelector('#main')!.textContent === 'fresh')
  await site.until(() => site.dev.length === 1)
  site.dev[0].send({ state: { phase: 'failed', build: null, generation: 1, problems: [{ id: 'a', kind: 'rustc', message: 'm', file: 'src/main.rs', line: 1, column: 1, excerpt: 'x' }] } })
  await site.page.waitForFunction(() => document.querySelector('liveview-dev')?.shadowRoot?.querySelector('.panel:not([hidden])'))
  assert.deepEqual(await site.page.evaluate(() => [(window as any).ran, (window as any).scripted, (window as any).reports]), [undefined, 1, []])
  assert.equal(await site.page.evaluate(() => getComputedStyle(document.querySelector('liveview-dev')!.shadowRoot!.querySelector('.panel')!).position), 'absolute')
})

test('names in the page that shadow the document', async () => {
  const names = ['querySelector', 'querySelectorAll', 'body', 'head', 'title', 'documentElement', 'activeElement', 'createElement', 'getElementById', 'hidden', 'addEventListener', 'dispatchEvent', 'baseURI', 'importNode', 'readyState', 'currentScript']
  const body = names.map(name => `<img name="${name}"><form name="${name}"></form>`).join('') + '<form id="liveview"></form><a id="reports"></a><main id="main">one</main><button id="b" data-action="click->page#run" data-liveview-function="f">x</button>'
  const site = await Site.open(body)
  const socket = await site.visit()
  await site.page.locator('#b').click()
  await site.messages(1)
  socket.send({ target: '#main', html: 'two', url: '/two', title: 'Two', focus: '#b', announce: 'Two', ref: 1 })
  await site.page.waitForFunction(() => location.pathname === '/two')
  assert.equal(await site.page.textContent('#main'), 'two')
  await site.page.goBack()
  await site.page.waitForFunction(() => location.pathname === '/')
  assert.equal(await site.page.textContent('#main'), 'one')
  assert.deepEqual(site.console, [])
})

test('addresses of other sites and of no site are refused', async () => {
  const site = await Site.open('<main id="main">0</main>')
  const socket = await site.visit('/0')
  const bad = ['https://elsewhere.test/', '//elsewhere.test/', '\\\\elsewhere.test', 'https:elsewhere', 'javascript:document.title=1', 'data:text/html,x', 'http://[', 'blob:x']
  for (const [index, url] of bad.entries()) {
    socket.send({ redirect: url })
    socket.send({ url, target: '#main', html: `${index + 1}` })
  }
  await site.page.waitForFunction(count => document.querySelector('#main')!.textContent === `${count}`, bad.length)
  assert.equal(site.page.url(), `${site.origin}/0`)
})

test('data of the wire does not become a prototype', async () => {
  const site = await Site.open('<main id="main">0</main>')
  const { socket } = await site.visit()
  socket.send('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"target":"#main","html":"1","event":{"name":"e","detail":{"__proto__":{"polluted":1}}}}')
  await site.page.waitForFunction(() => document.querySelector('#main')!.textContent === '1')
  assert.equal(await site.page.evaluate(() => ({} as any).polluted), undefined)
})
