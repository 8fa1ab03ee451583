// What elements do by being where they are: intersect, keyboard-map, current, announce, transition.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { last, show, visit, type Visit } from './support/strict'

const frames = ({ page }: Visit) => page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve)))))
const GAP = '<svg height="3000" width="1"></svg>'

test('intersect-appear: at once where it is in view, and each time it comes in again', async () => {
  const at = await visit(`<p data-liveview-intersect-appear="seen" data-part="1">x</p>${GAP}<p id="low" data-liveview-intersect-appear="low">x</p>`)
  await at.site.messages(1)
  assert.deepEqual(at.socket.messages[0].data, { part: '1' })
  for (const top of [9999, 0]) {
    await at.page.evaluate(top => scrollTo(0, top), top)
    await frames(at)
  }
  assert.deepEqual(await last(at), ['seen', 'low', 'seen'])
})

test('intersect-disappear: when it has been seen, not for what begins out of view', async () => {
  const at = await visit(`<p data-liveview-intersect-disappear="gone">x</p>${GAP}<p data-liveview-intersect-disappear="never">x</p>`)
  await frames(at)
  assert.deepEqual(await last(at), [])
  await at.page.evaluate(() => scrollTo(0, 1000))
  await frames(at)
  assert.deepEqual((await last(at)).slice(1), ['gone'])
})

test('intersect-threshold: pixels round the view; what is none is loud', async () => {
  const at = await visit(`${GAP}<p data-liveview-intersect-appear="near" data-liveview-intersect-threshold="5000">x</p><p data-liveview-intersect-appear="far" data-liveview-intersect-threshold="soon">x</p>`, { debug: true })
  await at.site.messages(1)
  await frames(at)
  assert.deepEqual(await last(at), ['near'])
  assert.ok(at.site.console.some(line => line.includes('data-liveview-intersect-threshold takes pixels')))
})

test('intersect-appear: an element that a patch gives other data is looked at anew, wherever it is', async () => {
  const at = await visit('<div id="box"><p data-liveview-intersect-appear="more" data-next="2">x</p></div>')
  await at.site.messages(1)
  await show(at, { target: '#box', html: '<p data-liveview-intersect-appear="more" data-next="3">x</p>' })
  await at.site.messages(2)
  await show(at, { target: '#box', html: '<p data-liveview-intersect-appear="more" data-next="3">y</p>' })
  await frames(at)
  assert.deepEqual(at.socket.messages.slice(0, 2).map(({ data }) => data), [{ next: '2' }, { next: '3' }])
  assert.deepEqual(await last(at), ['more', 'more'])
})

test('intersect ends with its element or attribute, and a morph does not start it anew', async () => {
  const at = await visit('<div id="box"><p id="p" data-liveview-intersect-appear="seen">x</p></div>')
  await at.site.messages(1)
  await show(at, { target: '#box', html: '<p id="p" data-liveview-intersect-appear="seen">y</p>' })
  await frames(at)
  await show(at, { target: '#box', html: '<p id="p">y</p>' })
  await at.page.evaluate(() => (document.querySelector('p')!.hidden = true))
  await frames(at)
  await at.page.evaluate(() => (document.querySelector('p')!.hidden = false))
  await frames(at)
  assert.deepEqual(await last(at), ['seen'])
})

const map = (keys: object) => `data-liveview-keyboard-map='${JSON.stringify(keys)}'`

test('keyboard-map: keys and combinations in any order, for the innermost element that has them', async () => {
  const at = await visit(`<div ${map({ 'ctrl+s': 'outer', 'shift+ctrl+p': 'palette', '?': 'help', 'shift+a': 'capital', up: 'up', esc: 'out' })}><p id="p" ${map({ 'ctrl+s': 'save' })}>x</p></div>`)
  assert.equal(await at.page.getAttribute('#p', 'tabindex'), '-1')
  await at.page.focus('#p')
  for (const key of ['Control+s', 'Control+Shift+P', 'Shift+?', 'Shift+A', 'a', 'ArrowUp', 'Escape', 'Control+Shift+S']) await at.page.keyboard.press(key)
  assert.deepEqual(await last(at), ['save', 'palette', 'help', 'capital', 'up', 'out'])
})

test('keyboard-map: a patch neither ends it nor takes the focus', async () => {
  const html = (text: string) => `<p id="p" ${map({ x: 'x' })}>${text}</p>`
  const at = await visit(`<div id="box">${html('1')}</div>`)
  await at.page.focus('#p')
  await show(at, { target: '#box', html: html('2') })
  await frames(at)
  await at.page.keyboard.press('x')
  assert.deepEqual(await last(at), ['x'])
})

test('keyboard-map: typing stays typing; ctrl, escape and the field\'s own map work', async () => {
  const at = await visit(`<!doctype html><html data-room="r"><head><script src="/assets/liveview.min.js" defer></script><script src="/assets/liveview-interactions.min.js" defer></script></head>
    <body ${map({ s: 'letter', enter: 'enter', 'ctrl+s': 'save', esc: 'out' })}><input id="i"><textarea id="t"></textarea><div id="e" contenteditable>x</div><input id="own" ${map({ enter: 'own' })}></body></html>`)
  for (const id of ['i', 't', 'e']) {
    await at.page.focus(`#${id}`)
    await at.page.keyboard.press('s')
    await at.page.keyboard.press('Enter')
  }
  assert.equal(await at.page.inputValue('#i'), 's')
  assert.equal(await at.page.inputValue('#t'), 's\n')
  await at.page.keyboard.press('Control+s')
  await at.page.keyboard.press('Escape')
  await at.page.focus('#own')
  await at.page.keyboard.press('Enter')
  await at.page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await at.page.keyboard.press('s')
  assert.deepEqual(await last(at), ['save', 'out', 'own', 'letter'])
})

test('keyboard-map: a key that is held calls once, or with mods="repeat" again', async () => {
  for (const [mods, expected] of [['', ['x']], ['data-liveview-mods="repeat"', ['x', 'x']]] as const) {
    const at = await visit(`<p id="p" ${map({ x: 'x' })} ${mods}>x</p>`)
    await at.page.focus('#p')
    await at.page.keyboard.down('x')
    await at.page.keyboard.down('x')
    assert.deepEqual(await last(at), expected)
  }
})

test('keyboard-map: what is no JSON is loud', async () => {
  const at = await visit('<p id="p" data-liveview-keyboard-map="ctrl+s: save">x</p>', { debug: true })
  await at.page.focus('#p')
  await at.page.keyboard.press('Control+s')
  assert.deepEqual(await last(at), [])
  assert.ok(at.site.console.some(line => line.includes('data-liveview-keyboard-map takes JSON, an object')))
})

test('current: the links to this page are marked, also after a new address and on the way back', async () => {
  const nav = '<nav data-liveview-current><a id="one" href="/one">1</a><a id="two" href="/two?x=1">2</a><a id="other" href="https://other.test/one">3</a></nav><a id="in" href="/one/" data-liveview-current="within">4</a><a id="plain" href="/one">5</a>'
  const at = await visit(`${nav}<main id="main">x</main>`)
  const marked = () => at.page.evaluate(() => [...document.querySelectorAll('[aria-current=page]')].map(element => element.id).join(' '))
  assert.equal(await marked(), '')
  await show(at, { target: '#main', html: '1', url: '/one' })
  assert.equal(await marked(), 'one in')
  await show(at, { target: '#main', html: '2', url: '/one/deep' })
  assert.equal(await marked(), 'in')
  await show(at, { target: '#main', html: '3', url: '/two' })
  assert.equal(await marked(), 'two')
  await at.page.goBack()
  await at.page.waitForFunction(() => location.pathname === '/one/deep')
  assert.equal(await marked(), 'in')
  await show(at, { target: 'nav', html: '<a id="new" href="/one/deep">x</a>' })
  assert.equal(await marked(), 'new in')
})

test('announce: what comes and what changes is said, not what the page came with', async () => {
  const at = await visit('<p id="a" data-liveview-announce>here</p><div id="box"></div>')
  const said = (text: string) => at.page.waitForFunction(text => document.querySelector('html > [role=status]')?.textContent === text, text)
  await show(at, { target: '#box', html: '<p data-liveview-announce="Saved">x</p><p data-liveview-announce>  3 left </p>' })
  await said('Saved 3 left')
  await show(at, { target: '#a', html: 'changed' })
  await said('changed')
  await show(at, { announce: 'between' })
  await said('between')
  await show(at, { target: '#box', html: '<p data-liveview-announce="Saved">y</p>' })
  await frames(at)
  await said('between')
})

/** Counts view transitions, and tells the types of the last. */
const transitions = ({ page }: Visit) => page.evaluate(() => {
  const start = Document.prototype.startViewTransition as any
  ;(window as any).types = []
  Document.prototype.startViewTransition = function (this: Document, options: any) {
    ;(window as any).types.push(options.types.join(' '))
    return start.call(this, options)
  } as any
})
const types = ({ page }: Visit) => page.evaluate(() => (window as any).types)

test('transition: changes in the region, and in order with those elsewhere', async () => {
  const at = await visit('<main id="main" data-liveview-transition="slide fast">1<i id="i"></i></main><p id="p">x</p>')
  await transitions(at)
  await show(at, { target: '#p', html: 'y' })
  assert.deepEqual(await types(at), [])
  await at.page.evaluate(() => {
    ;(window as any).order = []
    document.addEventListener('liveview:apply', event => (window as any).order.push((event as CustomEvent).detail.ops[0].html))
  })
  at.socket.send({ target: '#i', html: 'first' })
  await at.page.waitForFunction(() => (window as any).types.length === 1)
  at.socket.send({ target: '#p', html: 'second' })
  await show(at, { target: 'body > p', html: 'third' })
  assert.deepEqual(await types(at), ['slide fast'])
  assert.deepEqual(await at.page.evaluate(() => (window as any).order.slice(0, 3)), ['first', 'second', 'third'])
})

test('transition: none for a visitor who wants less motion', async () => {
  const at = await visit('<main id="main" data-liveview-transition>1</main>')
  await transitions(at)
  await at.page.emulateMedia({ reducedMotion: 'reduce' })
  await show(at, { target: '#main', html: '2' })
  assert.deepEqual(await types(at), [])
  await at.page.emulateMedia({ reducedMotion: 'no-preference' })
  await show(at, { target: '#main', html: '3' })
  assert.deepEqual(await types(at), [''])
})

test('transition: a browser without them just shows the change', async () => {
  const at = await visit('<main id="main" data-liveview-transition="slide">1</main>')
  await at.page.evaluate(() => delete (Document.prototype as any).startViewTransition)
  await show(at, { target: '#main', html: '2' })
  assert.equal(await at.page.textContent('#main'), '2')
})
