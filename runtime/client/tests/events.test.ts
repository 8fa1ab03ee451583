// Events without a controller: on-EVENT and its mods and keys.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heard, last, show, visit } from './support/strict'

const on = (event: string, name: string, more = '') => `data-liveview-on-${event}="${name}" ${more}`

test('on-EVENT calls a function, without a controller, with the payload of its element', async () => {
  const { site, page, socket } = await visit(`<!doctype html><html data-room="r"><head><script src="/assets/liveview.min.js" defer></script>
    <script src="/assets/liveview-interactions.min.js" defer></script></head><body><p ${on('click', 'save', 'data-part="7"')}><b id="b">x</b></p></body></html>`)
  await page.click('#b')
  await site.messages(1)
  assert.deepEqual([socket.messages[0].function, socket.messages[0].data], ['save', { part: '7' }])
})

test('on-EVENT hears what does not bubble, what the page makes up, and several events of one element', async () => {
  const at = await visit(`<input id="a" ${on('focus', 'focused', on('blur', 'blurred', on('my:own', 'own')))}><input id="b">`)
  await at.page.focus('#a')
  await at.page.focus('#b')
  await at.page.dispatchEvent('#a', 'my:own')
  assert.deepEqual(await last(at), ['focused', 'blurred', 'own'])
})

test('on-EVENT works on elements and attributes that come later, and an element that is morphed is not bound twice', async () => {
  const at = await visit('<div id="box"><b id="x">x</b></div>')
  await show(at, { target: '#box', html: `<b id="x" ${on('poke', 'poked')}>x</b>` })
  await show(at, { target: '#box', html: `<b id="x" ${on('poke', 'poked')} class="again">x</b><i id="y" ${on('prod', 'prodded')}></i>` })
  await at.page.dispatchEvent('#x', 'poke')
  await at.page.dispatchEvent('#y', 'prod')
  await show(at, { target: '#box', html: '<b id="x">x</b>' })
  await at.page.dispatchEvent('#x', 'poke')
  assert.deepEqual(await last(at), ['poked', 'prodded'])
})

test('on-window-EVENT and on-document-EVENT', async () => {
  const at = await visit(`<p ${on('window-resize', 'resized', on('document-saved', 'saved'))}></p>`)
  await at.page.evaluate(() => dispatchEvent(new Event('resize')))
  await show(at, { event: { name: 'saved', detail: 1 } })
  assert.deepEqual(await last(at), ['resized', 'saved'])
})

test('on-click takes the place of a link and a button, on-submit of a form, and nothing of what is typed or ticked', async () => {
  const at = await visit(`<a id="a" href="/gone" ${on('click', 'link')}>x</a><form action="/gone" ${on('submit', 'submitted')}><input id="i" name="i" ${on('keydown', 'key')}><button id="s" name="which" value="s">x</button></form>
    <div ${on('click', 'around')}><label><input id="c" type="checkbox">x</label></div>`)
  await at.page.click('#a')
  await at.page.locator('#i').pressSequentially('a')
  await at.page.click('#s')
  await at.page.click('#c')
  assert.deepEqual(await last(at), ['link', 'key', 'submitted', 'around'])
  assert.deepEqual(at.socket.messages[2].form, { i: 'a', which: 's' })
  assert.equal(new URL(at.page.url()).pathname, '/')
  assert.equal(await at.page.isChecked('#c'), true)
})

test('mods: prevent, stop, once, self', async () => {
  const at = await visit(`<div ${on('click', 'outer')}><p data-action="click->page#run" data-liveview-function="middle"><b id="stop" ${on('click', 'stopped', 'data-liveview-mods="stop"')}>x</b></p></div>
    <b id="once" ${on('click', 'once', 'data-liveview-mods="once"')}>x</b><div id="self" ${on('click', 'self', 'data-liveview-mods="self"')}><b id="child">x</b></div>
    <label id="prevent" ${on('click', 'prevented', 'data-liveview-mods="prevent"')}><input type="checkbox" id="c">x</label>`)
  for (const id of ['stop', 'once', 'once', 'child']) await at.page.click(`#${id}`)
  await at.page.dispatchEvent('#self', 'click')
  await at.page.dispatchEvent('#prevent', 'click')
  assert.deepEqual(await last(at), ['stopped', 'once', 'self', 'prevented'])
  assert.equal(await at.page.isChecked('#c'), false)
})

test('keys: any of several, with what is held down', async () => {
  const at = await visit(`<input id="i" ${on('keydown', 'key', 'data-liveview-keys="Enter ctrl+k"')}>`)
  for (const key of ['a', 'Enter', 'k', 'Control+k', 'Shift+Enter']) await at.page.press('#i', key)
  assert.deepEqual(await last(at), ['key', 'key'])
  assert.equal(await at.page.inputValue('#i'), 'ak')
})

test('on-outside: a click that neither began nor ended inside, and only while the element shows', async () => {
  const at = await visit(`<p id="out">outside</p><div id="menu" ${on('outside', 'close')}><b id="in">x</b></div><div hidden ${on('outside', 'never')}></div>`)
  await at.page.click('#in')
  await at.page.click('#out')
  // A selection that is dragged from inside to outside ends with a click on what is round both.
  await at.page.hover('#in')
  await at.page.mouse.down()
  await at.page.hover('#out')
  await at.page.mouse.up()
  assert.deepEqual(await last(at), ['close'])
})

test('two functions of one element wait apart: the second sends the first on its way', async () => {
  const at = await visit(`<input id="i" name="i" ${on('input', 'search', on('blur', 'left'))} data-liveview-debounce="60000"><input id="b">`)
  await at.page.fill('#i', 'x')
  await at.page.focus('#b')
  assert.deepEqual(await last(at), ['search'])
})

test('an element that asks for nothing is not heard', async () => {
  const at = await visit(`<b id="a" ${on('click', '')}>x</b><b id="b" data-liveview-keys="Enter" data-liveview-mods="stop">x</b>`)
  await at.page.click('#a')
  await at.page.click('#b')
  assert.deepEqual(heard(at.socket), [])
  assert.deepEqual(await last(at), [])
})
