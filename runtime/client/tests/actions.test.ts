// From what the visitor does to what the server hears.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insidePage } from './support/inside-page'
import { Site } from './support/site'

const run = (event: string, name = 'f') => `data-action="${event}->page#run" data-liveview-function="${name}"`

test('the grammar', async () => {
  const page = await insidePage()
  const parse = (text: string) => page.evaluate(text => (window as any).inside.parseActions(text), text)
  const action = (more: object) => ({ event: '', filter: '', at: '', method: 'run', options: [], ...more })
  const table: [string, object[]][] = [
    ['page#run', [action({})]],
    ['click->page#run', [action({ event: 'click' })]],
    ['  input->page#run \n blur->page#stop ', [action({ event: 'input' }), action({ event: 'blur', method: 'stop' })]],
    ['keydown.enter->page#run', [action({ event: 'keydown', filter: 'enter' })]],
    ['keydown.ctrl+shift+k@document->page#run', [action({ event: 'keydown', filter: 'ctrl+shift+k', at: 'document' })]],
    ['resize@window->page#run', [action({ event: 'resize', at: 'window' })]],
    ['click->page#run:prevent:stop', [action({ event: 'click', options: ['prevent', 'stop'] })]],
    ['my:event->page#run', [action({ event: 'my:event' })]],
    ['shown.modal->page#run', [action({ event: 'shown.modal' })]],
    ['click->menu#open click->page#run', [action({ event: 'click' })]],
    ['click->menu#open', []],
    ['nonsense', []],
    ['', []],
  ]
  for (const [text, expected] of table) assert.deepEqual(await parse(text), expected, text)
})

test('keys', async () => {
  const page = await insidePage()
  const table: [filter: string, event: object, matches: boolean][] = [
    ['', { key: 'x' }, true],
    ['enter', { key: 'Enter' }, true],
    ['enter', { key: 'Enter', isComposing: true }, false],
    ['enter', { key: 'Enter', ctrlKey: true }, false],
    ['ctrl+enter', { key: 'Enter', ctrlKey: true }, true],
    ['esc', { key: 'Escape' }, true],
    ['space', { key: ' ' }, true],
    ['up', { key: 'ArrowUp' }, true],
    ['page_down', { key: 'PageDown' }, true],
    ['k', { key: 'k' }, true],
    ['k', { key: 'K', shiftKey: true }, false],
    ['shift+a', { key: 'A', shiftKey: true }, true],
    ['ctrl+shift+p', { key: 'P', ctrlKey: true, shiftKey: true }, true],
    ['?', { key: '?', shiftKey: true }, true],
    ['meta+s', { key: 's', metaKey: true }, true],
    ['enter', {}, false],
  ]
  for (const [filter, init, matches] of table) {
    const found = await page.evaluate(([filter, init]) => (window as any).inside.keyMatches(filter, { ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...(init as object) }), [filter, init] as const)
    assert.equal(found, matches, `${filter} ${JSON.stringify(init)}`)
  }
})

test('the default event of each element', async () => {
  const page = await insidePage()
  const found = await page.evaluate(() => ['<a>', '<button>', '<form>', '<details>', '<input>', '<input type=submit>', '<select>', '<textarea>', '<p>'].map(html => {
    ;(window as any).inside.write(document.body, html)
    return (window as any).inside.defaultEvent(document.body.firstElementChild)
  }))
  assert.deepEqual(found, ['click', 'click', 'submit', 'toggle', 'input', 'click', 'change', 'input', 'click'])
})

/** What the server hears, as `function` names, after each act; the last act is always a click on #end. */
async function heard(body: string, act: (site: Site) => Promise<void>, options = {}): Promise<string[]> {
  const site = await Site.open(`${body}<button id="end" ${run('click', 'end')}>end</button>`, options)
  const socket = await site.visit()
  await act(site)
  await site.page.dispatchEvent('#end', 'click')
  await site.until(() => socket.messages.some(message => message.function === 'end'))
  await site.close()
  return socket.messages.map(message => message.function).slice(0, -1)
}

test('events that bubble, from a child', async () => {
  assert.deepEqual(await heard(`<p ${run('click')}><b id="b">x</b></p>`, site => site.page.click('#b')), ['f'])
})

test('events that do not bubble', async () => {
  const body = `<input id="a" ${run('focus', 'focused')}><div ${run('focus', 'never')}><input id="b" ${run('blur', 'blurred')}></div>`
  assert.deepEqual(await heard(body, async ({ page }) => {
    await page.focus('#a')
    await page.focus('#b')
    await page.focus('#a')
  }), ['focused', 'blurred', 'focused'])
})

test('from the inside to the outside, until something stops it', async () => {
  const body = `<p ${run('click', 'outer')}><b ${run('click', 'inner')}><i id="i">x</i></b><u data-action="click->page#stop"><i id="s">x</i></u></p>`
  assert.deepEqual(await heard(body, async ({ page }) => {
    await page.click('#i')
    await page.click('#s')
  }), ['inner', 'outer'])
})

test('a stopped event does not reach what is outside of us either', async () => {
  const site = await Site.open(`<p id="s" data-action="click->page#stop">x</p>`)
  await site.visit()
  await site.page.evaluate(() => window.addEventListener('click', () => ((window as any).reached = true)))
  await site.page.click('#s')
  assert.equal(await site.page.evaluate(() => (window as any).reached), undefined)
})

test('window and document', async () => {
  const body = `<p ${run('resize@window', 'resized')}></p><p ${run('keydown.esc@document', 'escaped')}></p><p ${run('ping@document', 'pinged')}></p>`
  assert.deepEqual(await heard(body, async ({ page }) => {
    await page.setViewportSize({ width: 500, height: 400 })
    await page.waitForFunction(() => innerWidth === 500)
    await page.keyboard.press('Escape')
    await page.evaluate(() => document.dispatchEvent(new CustomEvent('ping')))
  }), ['resized', 'escaped', 'pinged'])
})

test('once, self and prevent', async () => {
  const body = `<b id="o" data-action="click->page#run:once" data-liveview-function="once">x</b><p id="p" data-action="click->page#run:self" data-liveview-function="self"><b id="c">x</b></p>
    <a id="a" href="/gone" data-action="click->page#run:prevent" data-liveview-function="link">x</a>`
  assert.deepEqual(await heard(body, async ({ page }) => {
    await page.click('#o')
    await page.click('#o')
    await page.click('#c')
    await page.dispatchEvent('#p', 'click')
    await page.click('#a')
  }), ['once', 'self', 'link'])
})

test('running takes the place of the default, but never of typing or ticking', async () => {
  const body = `<form id="f" action="/gone" ${run('submit')}><button id="s">x</button></form><a id="a" href="/gone" ${run('click', 'a')}>x</a>
    <input id="k" ${run('keydown', 'key')}><input type="checkbox" id="c" ${run('click', 'tick')}>`
  const site = await Site.open(body)
  const socket = await site.visit()
  await site.page.click('#s')
  await site.page.click('#a')
  await site.page.locator('#k').pressSequentially('ab')
  await site.page.click('#c')
  await site.messages(5)
  assert.equal(new URL(site.page.url()).pathname, '/')
  assert.equal(await site.page.inputValue('#k'), 'ab')
  assert.equal(await site.page.isChecked('#c'), true)
  assert.deepEqual(socket.messages.map(message => message.function), ['f', 'a', 'key', 'key', 'tick'])
})

test('a click that opens a new tab stays the browser\'s', async () => {
  const site = await Site.open(`<a id="a" href="/new" ${run('click')}>x</a>`)
  const socket = await site.visit()
  const opened = site.page.context().waitForEvent('page')
  await site.page.click('#a', { modifiers: ['Control'] })
  await (await opened).close()
  assert.deepEqual(socket.messages, [])
})

test('actions for other scripts, and outside of the controller', async () => {
  const site = await Site.open('', { room: 'r' })
  site.pages['/'] = `<!doctype html><html data-room="r"><head><script src="/assets/liveview.min.js" defer></script></head><body>
    <b id="out" ${run('click', 'out')}>x</b><main data-controller="menu page"><b id="other" data-action="click->menu#open" data-liveview-function="other">x</b><b id="in" ${run('click', 'in')}>x</b></main></body></html>`
  const socket = await site.visit()
  for (const id of ['out', 'other', 'in']) await site.page.click(`#${id}`)
  await site.messages(1)
  assert.deepEqual(socket.messages.map(message => message.function), ['in'])
})

test('elements that arrive later act, focus and start by themselves', async () => {
  const site = await Site.open('<div id="box"></div>')
  const socket = await site.visit()
  socket.send({ target: '#box', html: `<input id="x" data-liveview-focus="true" ${run('drop', 'dropped')}><p data-liveview-init="started" data-part="1"></p>` })
  await site.messages(1)
  assert.equal(await site.page.evaluate(() => document.activeElement?.id), 'x')
  await site.page.dispatchEvent('#x', 'drop')
  await site.messages(2)
  // The same HTML again is the same element: it neither starts nor takes the focus once more.
  await site.page.evaluate(() => (document.activeElement as HTMLElement).blur())
  socket.send({ target: '#box', html: `<input id="x" data-liveview-focus="true" ${run('drop', 'dropped')}><p data-liveview-init="started" data-part="2"></p>` })
  await site.page.waitForSelector('[data-part="2"]', { state: 'attached' })
  assert.notEqual(await site.page.evaluate(() => document.activeElement?.id), 'x')
  await site.page.evaluate(() => {
    const later = document.createElement('b')
    later.id = 'later'
    later.dataset.action = 'poke->page#run'
    later.dataset.liveviewFunction = 'poked'
    document.body.append(document.createElement('p'))
    document.querySelector('body > p:last-child')!.append(later)
  })
  await site.page.dispatchEvent('#later', 'poke')
  await site.messages(3)
  assert.deepEqual(socket.messages.map(({ function: name, data }) => [name, data]), [['started', { part: '1' }], ['dropped', {}], ['poked', {}]])
})

test('a debounced field is sent once, with its last text', async () => {
  const site = await Site.open(`<input id="q" name="q" ${run('input', 'search')} data-liveview-debounce="800">`)
  const socket = await site.visit()
  await site.page.locator('#q').pressSequentially('rust', { delay: 5 })
  await site.messages(1)
  assert.deepEqual(socket.messages.map(message => message.form), [{ q: 'rust' }])
})

test('a submit sends what is being debounced first', async () => {
  const site = await Site.open(`<form ${run('submit', 'save')}><input id="q" name="q" ${run('input', 'check')} data-liveview-debounce="60000"></form>`)
  const socket = await site.visit()
  await site.page.fill('#q', 'x')
  await site.page.press('#q', 'Enter')
  await site.messages(2)
  assert.deepEqual(socket.messages.map(message => [message.function, message.form]), [['check', { q: 'x' }], ['save', { q: 'x' }]])
})

test('mistakes are loud where the script says so', async t => {
  const body = `<b id="n" data-action="click->page#run">x</b><b id="m" data-action="click->page#walk" data-liveview-function="f">x</b><b id="u" ${run('click', 'nobody')}>x</b><i id="twice"></i><i id="twice"></i><main id="main"></main>`
  const site = await Site.open('', { debug: true })
  site.pages['/'] = `<!doctype html><html data-room="r"><head><script src="/assets/liveview.js" defer data-debug></script></head><body><b id="o" ${run('click', 'out')}>x</b><div data-controller="page">${body}</div></body></html>`
  const socket = await site.visit()
  const told = (part: string) => t.test(part, () => assert.ok(site.console.some(line => line.includes(part)), site.console.join('\n')))
  for (const id of ['n', 'm', 'u', 'o']) await site.page.click(`#${id}`)
  await site.messages(1)
  socket.send({ ref: 1, error: { code: 'unknown_function', message: 'no handler has this name' } })
  socket.send({ target: '#missing', html: 'x' })
  socket.send({ target: '#main', html: 'x', swap: 'sideways' })
  socket.send({ target: '!!', html: 'x' })
  socket.send({ url: 'https://elsewhere.test/' })
  socket.send({ redirect: 'https://away.test/' })
  socket.socket.send('not JSON')
  socket.send({ title: 'last' })
  await site.page.waitForFunction(() => document.title === 'last')
  await told('an action without data-liveview-function')
  await told('page#walk: the page controller has run and stop')
  await told('an action outside of any data-controller="page"')
  await told('`nobody`: no handler has this name (unknown_function)')
  await told('no element matches `#missing`')
  await told('there is no swap `sideways`')
  await told('`!!` is not a selector')
  await told('not an address of this site: https://elsewhere.test/')
  await told('not an address of this site: https://away.test/')
  await told('a frame that is not one')
  await told('the id `twice` stands more than once in the page')
})

test('an attribute that the browser refuses is loud, and the rest of the patch is applied', async () => {
  const site = await Site.open('<p id="p">1</p>', { debug: true })
  const socket = await site.visit()
  await site.page.evaluate(() => (Element.prototype.setAttributeNode = () => { throw new TypeError('refused') }))
  socket.send({ target: '#p', html: '<p id="p" title="x">2</p>', swap: 'outer' })
  await site.page.waitForFunction(() => document.querySelector('#p')!.textContent === '2')
  assert.ok(site.console.some(line => line.includes('cannot set the attribute `title`')))
})

test('a page without a room is loud', async () => {
  const site = await Site.open('<!doctype html><html><head><script src="/assets/liveview.js" defer data-debug></script></head><body></body></html>')
  await site.page.goto(site.origin)
  assert.ok(site.console.some(line => line.includes('the page has no room')))
})

test('in production mistakes are silent', async () => {
  const site = await Site.open('<b id="n" data-action="click->page#run">x</b>')
  const socket = await site.visit()
  await site.page.click('#n')
  socket.send({ target: '#missing', html: 'x', title: 'last' })
  await site.page.waitForFunction(() => document.title === 'last')
  assert.deepEqual(site.console, [])
})
