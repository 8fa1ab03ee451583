// What shows that a call waits: indicator, loading-class and disable-with; and what forms do after: reset and recover.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FORGETFUL, last, show, visit } from './support/strict'
import type { Page } from 'playwright-core'

const classes = (page: Page, selector: string) => page.getAttribute(selector, 'class')
const calm = (page: Page) => page.waitForFunction(() => !document.querySelector('[aria-busy=true],[disabled]'))

test('indicator: shown and marked while a call waits, for as long as the last of them', async () => {
  const at = await visit('<b id="b" data-liveview-on-click="f" data-liveview-indicator="#spin">x</b><i id="spin" class="own" hidden>…</i>')
  await at.page.click('#b')
  await at.page.click('#b')
  await at.site.messages(2)
  const state = () => at.page.evaluate(() => [document.querySelector('i')!.hidden, document.querySelector('i')!.className])
  assert.deepEqual(await state(), [false, 'own liveview-loading'])
  await show(at, { ref: 1 })
  assert.deepEqual(await state(), [false, 'own liveview-loading'])
  await show(at, { ref: 2, error: { code: 'user', message: 'no' } })
  assert.deepEqual(await state(), [true, 'own'])
})

test('indicator: a word and a selector find it from the element; what is no selector is loud', async () => {
  const at = await visit('<p><b id="b" data-liveview-on-click="f" data-liveview-indicator="next i">x</b><i hidden>…</i></p><b id="c" data-liveview-on-click="f" data-liveview-indicator="!!">x</b>', { debug: true })
  await at.page.click('#b')
  assert.equal(await at.page.isVisible('i'), true)
  await at.page.click('#c')
  await at.site.messages(2)
  assert.ok(at.site.console.some(line => line.includes('`!!` is not a target')))
})

test('loading-class: on the element, and on the button that was pressed', async () => {
  const at = await visit('<form class="own" data-liveview-on-submit="f" data-liveview-loading-class="own dim wait"><button id="b" data-liveview-loading-class="pressed">x</button></form>')
  await at.page.click('#b')
  await at.site.messages(1)
  assert.deepEqual([await classes(at.page, 'form'), await classes(at.page, '#b')], ['own dim wait', 'pressed'])
  await show(at, { ref: 1 })
  assert.deepEqual([await classes(at.page, 'form'), await classes(at.page, '#b')], ['own', ''])
})

test('loading-class: a morph meanwhile neither ends it nor makes it the element\'s own', async () => {
  const html = (more: string) => `<b id="b" class="own ${more}" data-liveview-on-click="f" data-liveview-loading-class="dim">x</b>`
  const at = await visit(`<div id="box">${html('')}</div>`)
  await at.page.click('#b')
  await at.site.messages(1)
  await show(at, { target: '#box', html: html('new') })
  assert.equal(await classes(at.page, '#b'), 'own new dim')
  await show(at, { ref: 1 })
  assert.equal(await classes(at.page, '#b'), 'own new')
})

test('disable-with: the button is off and says so; its own nodes and the focus come back', async () => {
  const at = await visit('<form data-liveview-on-submit="f"><button id="b" data-liveview-disable-with="Saving…"><i id="icon">★</i> Save</button><input id="s" type="submit" value="Send" data-liveview-disable-with="Sending…"></form>')
  await at.page.evaluate(() => ((window as any).icon = document.querySelector('#icon')))
  await at.page.focus('#b')
  await at.page.keyboard.press('Enter')
  await at.site.messages(1)
  assert.deepEqual([await at.page.textContent('#b'), await at.page.isDisabled('#b')], ['Saving…', true])
  assert.deepEqual([await at.page.inputValue('#s'), await at.page.isDisabled('#s')], ['Sending…', true])
  await show(at, { ref: 1 })
  assert.deepEqual([await at.page.textContent('#b'), await at.page.isDisabled('#b'), await at.page.inputValue('#s')], ['★ Save', false, 'Send'])
  assert.equal(await at.page.evaluate(() => document.querySelector('#icon') === (window as any).icon), true)
  assert.equal(await at.page.evaluate(() => document.activeElement!.id), 'b')
})

test('disable-with: restored after a morph, and what the answer wrote is left', async () => {
  const html = (text: string) => `<button id="b" data-liveview-on-click="f" data-liveview-disable-with="Saving…">${text}</button>`
  const at = await visit(`<div id="box">${html('Save')}</div>`)
  await at.page.click('#b')
  await at.site.messages(1)
  await show(at, { target: '#box', html: html('Save all') })
  assert.deepEqual([await at.page.textContent('#b'), await at.page.isDisabled('#b')], ['Saving…', true])
  await show(at, { ref: 1, target: '#box', html: html('Saved') })
  assert.deepEqual([await at.page.textContent('#b'), await at.page.isDisabled('#b')], ['Saved', false])
})

test('disable-with: a button that a patch replaced waits as well, and is let go', async () => {
  const html = '<button id="b" data-liveview-replace data-liveview-on-click="f" data-liveview-disable-with="Saving…">Save</button>'
  const at = await visit(`<div id="box">${html}</div>`)
  await at.page.evaluate(() => ((window as any).old = document.querySelector('#b')))
  await at.page.click('#b')
  await at.site.messages(1)
  await show(at, { target: '#box', html })
  assert.equal(await at.page.evaluate(() => document.querySelector('#b') === (window as any).old), false)
  assert.deepEqual([await at.page.textContent('#b'), await at.page.isDisabled('#b')], ['Saving…', true])
  await show(at, { ref: 1 })
  assert.deepEqual([await at.page.textContent('#b'), await at.page.isDisabled('#b')], ['Save', false])
})

test('a busy button is not what the way back shows', async () => {
  const at = await visit('<main id="main"><button id="b" data-liveview-on-click="next" data-liveview-disable-with="Wait…">Next</button></main>')
  await at.page.click('#b')
  await at.site.messages(1)
  // Its region is known to the history only once it was changed with a way back.
  await show(at, { target: '#main', html: '<button id="b" data-liveview-on-click="next" data-liveview-disable-with="Wait…">Next</button>' })
  at.socket.send({ ref: 1, target: '#main', html: 'two', url: '/two' })
  await at.page.waitForFunction(() => document.querySelector('#main')!.textContent === 'two')
  await at.page.goBack()
  await at.page.waitForSelector('#b')
  await calm(at.page)
  assert.equal(await at.page.textContent('#b'), 'Next')
})

test('nor is one that was busy when its page was left by the way back', async () => {
  const html = '<button id="b" data-liveview-on-click="next" data-liveview-disable-with="Wait…">Next</button>'
  const at = await visit(`<main id="main">${html}</main>`)
  await show(at, { target: '#main', html: `${html}two`, url: '/two' })
  await at.page.click('#b')
  await at.site.messages(1)
  await at.page.goBack()
  await at.page.waitForFunction(() => location.pathname === '/')
  await show(at, { ref: 1 })
  await at.page.goForward()
  await at.page.waitForFunction(() => document.querySelector('#main')!.textContent!.endsWith('two'))
  assert.deepEqual([await at.page.textContent('#main'), await at.page.isDisabled('#b'), await at.page.getAttribute('#b', 'aria-busy')], ['Nexttwo', false, null])
})

test('feedback stays when a listener keeps a patch from being applied', async () => {
  const at = await visit('<b id="b" data-liveview-on-click="f" data-liveview-loading-class="dim">x</b>')
  await at.page.click('#b')
  await at.site.messages(1)
  await at.page.evaluate(() => document.addEventListener('liveview:before-apply', event => {
    event.preventDefault()
    setTimeout(() => ((window as any).refused = true))
  }, { once: true }))
  at.socket.send({ title: 'never' })
  await at.page.waitForFunction(() => (window as any).refused)
  assert.equal(await classes(at.page, '#b'), 'dim')
})

test('reset: after a submit that was done, and only then', async () => {
  const at = await visit('<form data-liveview-on-submit="f" data-liveview-reset><input id="i" name="i" value="own"><button name="reset">x</button></form>')
  await at.page.fill('#i', 'typed')
  await at.page.press('#i', 'Enter')
  await at.site.messages(1)
  await show(at, { ref: 1, error: { code: 'user', message: 'no' } })
  assert.equal(await at.page.inputValue('#i'), 'typed')
  await at.page.press('#i', 'Enter')
  await at.site.messages(2)
  await show(at, { ref: 2 })
  assert.equal(await at.page.inputValue('#i'), 'own')
})

test('recover: what was typed is told again to a server that has forgotten the page', async () => {
  const form = '<form data-liveview-recover="restore"><input id="i" name="i" value="own"></form><form data-liveview-recover="untouched"><select name="s"><option>1<option>2</select></form>'
  const at = await visit(form, FORGETFUL)
  await at.page.fill('#i', 'typed')
  at.socket.close(1012)
  await at.site.until(() => at.site.sockets.length === 2)
  const [message] = await at.site.messages(1)
  assert.deepEqual([message.function, message.form], ['restore', { i: 'typed' }])
  assert.deepEqual(await last({ ...at, socket: at.site.sockets[1] }), ['restore'])
})

test('recover: not when the connection was resumed, nor at first; without a function it is loud', async () => {
  const at = await visit('<form data-liveview-recover="restore"><input id="i" name="i"></form><form id="n" data-liveview-recover><input name="i"></form>', { debug: true, greet: (socket, index) => socket.send({ hello: { version: 1, instance: 'a', seq: 0, resumed: index === 1, resume: '' } }) })
  await at.page.fill('#i', 'typed')
  at.socket.close(1012)
  await at.site.until(() => at.site.sockets.length === 2)
  assert.deepEqual(await last({ ...at, socket: at.site.sockets[1] }), [])
  at.site.sockets[1].close(1012)
  await at.site.until(() => at.site.sockets.length === 3)
  await at.site.messages(1)
  await at.site.until(() => at.site.console.some(line => line.includes('data-liveview-recover names the function')) || (setTimeout(() => (at.site as any).wake(), 20), false))
})
