// A page with the strictest policy, names that shadow the document, and addresses that lead away.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expectReport, NONCE, POLICY } from './support/browser'
import { Site } from './support/site'

const STRICTEST = `${POLICY}; default-src 'self'; style-src 'self'; trusted-types liveview`

test('everything works under a strict policy, without one report', async () => {
  const site = await Site.open('', { headers: { 'Content-Security-Policy': STRICTEST } })
  const page = (body: string) => `<!doctype html><html data-room="r" lang="en"><head><title>Site</title><script src="/assets/liveview.min.js" defer></script><script src="/assets/liveview-interactions.min.js" defer></script><script src="/__liveview/page.js" defer data-token="t"></script></head><body data-controller="page">${body}</body></html>`
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
  assert.deepEqual(await site.page.evaluate(() => [(window as any).ran, (window as any).scripted]), [undefined, 1])
  assert.equal(await site.page.evaluate(() => getComputedStyle(document.querySelector('liveview-dev')!.shadowRoot!.querySelector('.panel')!).position), 'absolute')
})

test('elements that stand keep their nonce, which a page that is fetched again has anew', async () => {
  // The browser holds the styles of a page to the policy already when it parses them.
  expectReport(/^style-src-elem/)
  const html = (nonce: string, text: string) => `<style nonce="${nonce}">p { color: rgb(0, 0, 1) }</style><script nonce="${nonce}">window.runs = (window.runs ?? 0) + 1</script><script nonce="${nonce}" type="application/json">[1]</script><p>${text}</p>`
  const site = await Site.open(html(NONCE, '1'), { headers: { 'Content-Security-Policy': `${POLICY}; style-src 'nonce-${NONCE}'` } })
  await site.visit()
  await site.page.evaluate(() => ((window as any).standing = [...document.querySelectorAll<HTMLElement>('body > [nonce]')]))
  const found = () => site.page.evaluate(() => {
    const elements = [...document.querySelectorAll<HTMLElement>('body > [nonce]')]
    const { standing, runs } = window as any
    return [elements.map((element, index) => [element === standing[index], element.nonce, element.getAttribute('nonce')]), runs, getComputedStyle(document.querySelector('p')!).color]
  })
  const expected = [[1, 2, 3].map(() => [true, NONCE, '']), 1, 'rgb(0, 0, 1)']
  assert.deepEqual(await found(), expected)
  for (const [nonce, text] of [['YW5vdGhlcg', '2'], ['', '3']]) {
    await site.page.evaluate(html => window.liveview.refresh(html), site.document(html(nonce, text)))
    assert.equal(await site.page.textContent('p'), text)
    assert.deepEqual(await found(), expected)
  }
})

test('markup of a patch that would run something does not: scripts, handlers, frames', async () => {
  expectReport(/^script-src/)
  const site = await Site.open('<main id="main"></main>')
  const socket = await site.visit()
  const evil = (name: string) => `window.top.ran = [...(window.top.ran ?? []), '${name}']`
  socket.send({ target: '#main', html: `<script>${evil('script')}</script><script nonce="${NONCE}">${evil('nonce')}</script><img src="x:" onerror="${evil('img')}"><svg onload="${evil('svg')}"><script nonce="${NONCE}">${evil('svg script')}</script></svg><iframe srcdoc="<script>${evil('frame')}</script>"></iframe><b id="b" onclick="${evil('click')}">x</b><a id="a" href="javascript:${evil('link')}">x</a>` })
  await site.page.waitForFunction(() => document.querySelector('iframe')?.contentDocument?.readyState === 'complete')
  await site.page.click('#b')
  await site.page.click('#a')
  socket.send({ script: 'window.mine = 1' })
  await site.page.waitForFunction(() => (window as any).mine)
  assert.equal(await site.page.evaluate(() => (window as any).ran), undefined)
})

test('names in the page that shadow the document or the window', async () => {
  const names = ['querySelector', 'querySelectorAll', 'body', 'head', 'title', 'documentElement', 'activeElement', 'createElement', 'getElementById', 'hidden', 'addEventListener', 'dispatchEvent', 'baseURI', 'importNode', 'readyState', 'currentScript', 'defaultView', 'cookie', 'forms', 'visibilityState', 'contains', 'startViewTransition']
  const body = names.map(name => `<img name="${name}"><form name="${name}"></form>`).join('') + '<form id="liveview"></form><a id="__lv"></a><a id="history"></a><a id="location" name="href"></a><main id="main">one</main><button id="b" data-action="click->page#run" data-liveview-function="f">x</button>'
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

test('names in a form that shadow its own', async () => {
  const names = ['parentNode', 'firstChild', 'nextSibling', 'children', 'attributes', 'isConnected', 'nodeType', 'nodeValue', 'localName', 'ownerDocument', 'id', 'elements', 'action', 'method', 'remove', 'focus', 'dataset', 'textContent', 'scrollTop', 'removeChild', 'moveBefore', 'open', 'hidden']
  const fields = names.map(name => `<input name="${name}" value="1">`).join('')
  const form = (text: string) => `<section id="s"><form id="f" class="${text}" data-action="submit->page#run" data-liveview-function="save">${fields}<button id="b">${text}</button></form></section>`
  const site = await Site.open(`<main id="main">${form('one')}</main>`)
  const socket = await site.visit()
  await site.page.evaluate(() => (document.querySelector<HTMLInputElement>('[name=parentNode]')!.value = 'typed'))
  // What clicks for the tests is not proof against such names.
  await site.page.evaluate(() => document.querySelector<HTMLElement>('#b')!.click())
  await site.messages(1)
  assert.deepEqual(socket.messages[0].form, { ...Object.fromEntries(names.map(name => [name, '1'])), parentNode: 'typed' })
  socket.send({ target: '#main', html: `<p>0</p>${form('two')}`, ref: 1 })
  await site.page.waitForFunction(() => document.querySelector('#b')!.textContent === 'two')
  assert.equal(await site.page.inputValue('[name=parentNode]'), 'typed')
  assert.equal(await site.page.locator('form.two input').count(), names.length)
  socket.send({ target: '#f', html: '<i>three</i>', swap: 'prepend' })
  await site.page.waitForFunction(() => document.querySelector('#f i'))
  socket.send({ target: '#s', html: '' })
  await site.page.waitForFunction(() => !document.querySelector('form'))
  assert.deepEqual(site.console, [])
})

test('a form of a visitor that shadows every method keeps nothing else from working', async () => {
  const names = ['getAttribute', 'getAttributeNames', 'hasAttribute', 'removeAttribute', 'matches', 'closest', 'contains', 'querySelectorAll', 'insertBefore', 'isEqualNode', 'nodeName', 'namespaceURI', 'childNodes', 'dispatchEvent', 'addEventListener', 'setAttribute']
  const site = await Site.open(`<form>${names.map(name => `<input name="${name}">`).join('')}</form><main id="main">one</main><button id="b" data-action="click->page#run" data-liveview-function="f">x</button>`)
  const socket = await site.visit()
  await site.page.click('#b')
  await site.messages(1)
  socket.send({ target: '#main', html: 'two', url: '/two', ref: 1 })
  await site.page.waitForFunction(() => document.querySelector('#main')!.textContent === 'two')
  assert.equal(new URL(site.page.url()).pathname, '/two')
  // What cannot be morphed is loaded anew.
  site.pages['/two'] = '<main id="main">three</main>'
  await site.page.evaluate(() => void window.liveview.refresh())
  await site.page.waitForFunction(() => document.querySelector('#main')!.textContent === 'three')
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
