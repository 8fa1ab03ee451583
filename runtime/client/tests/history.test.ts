// Back and forward: what was on screen is there again, without asking the server.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Site } from './support/site'

async function at(site: Site, path: string, text?: string): Promise<void> {
  await site.page.waitForFunction(([path, text]) => location.pathname === path && (text === undefined || document.querySelector('#main')!.textContent === text), [path, text] as const)
}

test('back and forward over patches with an address', async () => {
  const site = await Site.open('<nav>nav</nav><main id="main">one</main>')
  const socket = await site.visit('/one')
  await site.page.evaluate(() => {
    const restored = ((window as any).restored = [] as object[])
    document.addEventListener('liveview:history-restored', event => restored.push((event as CustomEvent).detail))
  })
  socket.send({ target: '#main', html: 'two', url: '/two', title: 'Two' })
  await at(site, '/two', 'two')
  socket.send({ target: '#main', html: 'three', url: '/three', title: 'Three' })
  await at(site, '/three', 'three')
  await site.page.goBack()
  await at(site, '/two', 'two')
  assert.equal(await site.page.title(), 'Two')
  await site.page.goBack()
  await at(site, '/one', 'one')
  assert.equal(await site.page.title(), 'Site')
  await site.page.evaluate(() => history.go(2))
  await at(site, '/three', 'three')
  assert.equal(await site.page.title(), 'Three')
  const restored = await site.page.evaluate(() => (window as any).restored)
  assert.deepEqual(restored.map(({ url, index }: any) => [new URL(url).pathname, index]), [['/two', 1], ['/one', 0], ['/three', 2]])
  assert.deepEqual(socket.messages, [])
  assert.equal(site.sockets.length, 1)
})

test('regions that were touched at different times, one inside the other', async () => {
  const site = await Site.open('<main id="main"><p id="a">a0</p><p id="b">b0</p></main>')
  const socket = await site.visit('/0')
  socket.send({ target: '#a', html: 'a1', url: '/1' })
  await at(site, '/1', 'a1b0')
  socket.send({ target: '#main', html: '<p id="a">a2</p><p id="b">b2</p>', url: '/2' })
  await at(site, '/2', 'a2b2')
  socket.send({ target: '#b', html: 'b2!' })
  await at(site, '/2', 'a2b2!')
  await site.page.goBack()
  await at(site, '/1', 'a1b0')
  await site.page.goBack()
  await at(site, '/0', 'a0b0')
  await site.page.goForward()
  await at(site, '/1', 'a1b0')
  await site.page.goForward()
  await at(site, '/2', 'a2b2!')
})

test('rows that were added and taken away', async () => {
  const site = await Site.open('<main id="main"><i>1</i></main>')
  const socket = await site.visit('/0')
  socket.send({ target: '#main', html: '<i id="two">2</i>', append: true, url: '/1' })
  await at(site, '/1', '12')
  socket.send({ target: '#two', remove: true, url: '/2' })
  await at(site, '/2', '1')
  await site.page.goBack()
  await at(site, '/1', '12')
  await site.page.goBack()
  await at(site, '/0', '1')
})

test('what was typed and chosen comes back, passwords do not', async () => {
  const form = '<input id="t"><input id="p" type="password"><input id="c" type="checkbox"><textarea id="a">x</textarea><select id="s" multiple><option>1<option>2<option>3</select>'
  const site = await Site.open(`<main id="main">${form}</main>`)
  const socket = await site.visit('/0')
  const { page } = site
  await page.fill('#t', 'typed')
  await page.fill('#p', 'secret')
  await page.check('#c')
  await page.fill('#a', 'text')
  await page.selectOption('#s', ['1', '3'])
  socket.send({ target: '#main', html: 'next', url: '/1' })
  await at(site, '/1', 'next')
  await page.goBack()
  await page.waitForSelector('#t')
  const found = await page.evaluate(() => ['t', 'p', 'a'].map(id => (document.getElementById(id) as HTMLInputElement).value))
  assert.deepEqual(found, ['typed', '', 'text'])
  assert.equal(await page.isChecked('#c'), true)
  assert.deepEqual(await page.evaluate(() => [...document.querySelector('select')!.selectedOptions].map(option => option.value)), ['1', '3'])
})

test('the scroll position comes back, and a new address begins at the top', async () => {
  const site = await Site.open('<main id="main" style="height:3000px">one</main>')
  const socket = await site.visit('/0')
  const { page } = site
  await page.evaluate(() => scrollTo(0, 700))
  await page.waitForFunction(() => scrollY === 700)
  socket.send({ target: '#main', html: 'two', url: '/1' })
  await at(site, '/1', 'two')
  await page.waitForFunction(() => scrollY === 0)
  await page.goBack()
  await at(site, '/0', 'one')
  await page.waitForFunction(() => scrollY === 700)
})

test('an address that is replaced makes no entry', async () => {
  const site = await Site.open('<main id="main">one</main>')
  const socket = await site.visit('/0')
  socket.send({ target: '#main', html: 'two', url: '/1' })
  await at(site, '/1', 'two')
  socket.send({ target: '#main', html: 'two!', url: '/1b', replace: true })
  await at(site, '/1b', 'two!')
  await site.page.goBack()
  await at(site, '/0', 'one')
  await site.page.goForward()
  await at(site, '/1b', 'two!')
})

test('going back and then elsewhere forgets the way forward', async () => {
  const site = await Site.open('<main id="main">0</main>')
  const socket = await site.visit('/0')
  for (const step of [1, 2]) {
    socket.send({ target: '#main', html: `${step}`, url: `/${step}` })
    await at(site, `/${step}`, `${step}`)
  }
  await site.page.goBack()
  await at(site, '/1', '1')
  socket.send({ target: '#main', html: 'other', url: '/other' })
  await at(site, '/other', 'other')
  await site.page.goBack()
  await at(site, '/1', '1')
  await site.page.goBack()
  await at(site, '/0', '0')
})

test('links to places in the page are entries like the others', async () => {
  const site = await Site.open('<a id="l" href="#end">x</a><main id="main">0</main><p id="end"></p>')
  const socket = await site.visit('/0')
  await site.page.click('#l')
  await site.page.waitForFunction(() => location.hash === '#end')
  socket.send({ target: '#main', html: '1', url: '/1' })
  await at(site, '/1', '1')
  await site.page.goBack()
  await at(site, '/0', '0')
  assert.equal(await site.page.evaluate(() => location.hash), '#end')
  await site.page.goBack()
  await site.page.waitForFunction(() => location.hash === '')
  assert.equal(await site.page.textContent('#main'), '0')
  assert.equal(site.sockets.length, 1)
})

test('permanent regions are left out', async () => {
  const site = await Site.open('<main id="main"><i id="clock" data-liveview-permanent>0</i><b>one</b></main>')
  const socket = await site.visit('/0')
  socket.send({ target: 'b', html: 'two', url: '/1' })
  await at(site, '/1', '0two')
  socket.send({ target: '#clock', html: '9' })
  await at(site, '/1', '9two')
  await site.page.goBack()
  await at(site, '/0', '9one')
})

test('an entry of an earlier load is loaded again', async () => {
  const site = await Site.open('<main id="main">0</main>')
  site.pages['/1'] = '<main id="main">loaded 1</main>'
  const socket = await site.visit('/0')
  socket.send({ target: '#main', html: '1', url: '/1' })
  await at(site, '/1', '1')
  await site.page.reload()
  await at(site, '/1', 'loaded 1')
  await site.until(() => site.sockets.length === 2)
  await site.page.goBack()
  await at(site, '/0', '0')
  await site.until(() => site.sockets.length === 3)
  await site.page.goForward()
  await at(site, '/1', 'loaded 1')
})

test('elements that come back act and start again', async () => {
  const site = await Site.open('<main id="main"><b id="b" data-action="click->page#run" data-liveview-function="f" data-liveview-init="boot">one</b></main>')
  const socket = await site.visit('/0')
  await site.messages(1)
  socket.send({ target: '#main', html: '<i>two</i>', url: '/1' })
  await at(site, '/1', 'two')
  await site.page.goBack()
  await at(site, '/0', 'one')
  await site.page.click('#b')
  await site.messages(3)
  assert.deepEqual(socket.messages.map(({ function: name, url }) => [name, url]), [['boot', '/0'], ['boot', '/0'], ['f', '/0']])
})
