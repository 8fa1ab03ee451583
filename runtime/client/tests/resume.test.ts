// A connection that broke: what goes on where it stopped, what does not, and when the page tries again.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HELLO, RESUMED, Site } from './support/site'

const BUTTON = '<button id="b" data-action="click->page#run" data-liveview-function="f">x</button>'
const status = (site: Site, value: string) => site.page.waitForFunction(value => document.documentElement.dataset.liveviewConnection === value, value)

test('what has no answer goes out again, as it was and in order, before what was never sent', async () => {
  const site = await Site.open('', { greet: (socket, index) => socket.send(index ? RESUMED : HELLO) })
  const first = await site.visit()
  await status(site, 'connected')
  await site.page.evaluate(() => ((window as any).answers = ['a', 'b', 'c'].map(name => window.liveview.send(name))))
  await site.messages(3)
  first.send({ ref: 2 })
  await site.page.evaluate(() => (window as any).answers[1])
  const asked = first.messages
  first.close(1012)
  await status(site, 'offline')
  const last = site.page.evaluate(() => window.liveview.send('d'))
  await site.until(() => site.sockets.length === 2)
  await site.messages(3)
  const [, socket] = site.sockets
  assert.deepEqual(socket.messages.slice(0, 2), [asked[0], asked[2]])
  assert.deepEqual(socket.messages.map(message => [message.function, message.ref]), [['a', 1], ['c', 3], ['d', 4]])
  for (const ref of [1, 3, 4]) socket.send({ ref })
  await last
  assert.deepEqual(await site.page.evaluate(() => Promise.all((window as any).answers)), [{ ref: 1 }, { ref: 2 }, { ref: 3 }])
})

test('an answer that comes twice is counted, and applied once', async () => {
  const site = await Site.open('<ul id="list"></ul>', { greet: (socket, index) => socket.send(index ? RESUMED : HELLO) })
  const first = await site.visit()
  await status(site, 'connected')
  await site.page.evaluate(() => void window.liveview.send('f'))
  await site.messages(1)
  const answer = { target: '#list', html: '<li>x</li>', append: true, ref: 1 }
  first.send(answer)
  first.send({ ...answer, part: true })
  first.send(answer)
  first.send({ title: 'done' })
  await site.page.waitForFunction(() => document.title === 'done')
  assert.equal(await site.page.locator('#list li').count(), 1)
  first.close(1012)
  await site.until(() => site.sockets.length === 2)
  assert.equal(new URL(site.sockets[1].url, 'ws://x').searchParams.get('seen'), '4')
})

test('parts of an answer are applied as they come, and the last frame answers', async () => {
  const site = await Site.open('<ul id="list"></ul>')
  const socket = await site.visit()
  await status(site, 'connected')
  await site.page.evaluate(() => void window.liveview.send('f').then(() => ((window as any).answered = true)))
  await site.messages(1)
  for (const html of ['<li>1</li>', '<li>2</li>']) socket.send({ target: '#list', html, append: true, ref: 1, part: true })
  await site.page.waitForFunction(() => document.querySelectorAll('#list li').length === 2)
  assert.equal(await site.page.evaluate(() => (window as any).answered), undefined)
  socket.send({ ref: 1 })
  await site.page.waitForFunction(() => (window as any).answered)
})

test('the way back names the last frame and the newest token', async () => {
  const hello = (seq: number, resumed: boolean, resume: string) => ({ hello: { ...HELLO.hello, seq, resumed, resume } })
  const site = await Site.open('', { greet: (socket, index) => socket.send(index ? hello(6, true, 'c&d') : hello(3, false, 'a')) })
  const first = await site.visit()
  await status(site, 'connected')
  assert.doesNotMatch(first.url, /seen|resume/)
  first.send({ title: 'one' })
  first.send({ resume: 'b=' })
  first.send({ title: 'two' })
  await site.page.waitForFunction(() => document.title === 'two')
  first.close(1012)
  await site.until(() => site.sockets.length === 2)
  assert.match(site.sockets[1].url, /&seen=6&resume=b%3D$/)
  await status(site, 'connected')
  site.sockets[1].close(1012)
  await site.until(() => site.sockets.length === 3)
  assert.match(site.sockets[2].url, /&seen=6&resume=c%26d$/)
})

test('what was sent and not answered has an unknown outcome only when the server has forgotten the page', async () => {
  const site = await Site.open('<p data-liveview-init="boot"></p>', { greet: (socket, index) => socket.send(index === 1 ? RESUMED : HELLO) })
  const first = await site.visit()
  await site.messages(1)
  first.send({ ref: 1 })
  await site.page.evaluate(() => {
    const errors = ((window as any).errors = [] as unknown[])
    window.liveview.on('error', event => errors.push([event.detail.code, event.detail.function, event.detail.ref]))
    ;(window as any).answer = window.liveview.send('sent')
  })
  await site.messages(2)
  first.close(1012)
  await site.until(() => site.sockets.length === 2)
  await site.messages(1)
  assert.deepEqual(await site.page.evaluate(() => (window as any).errors), [])
  site.sockets[1].close(1012)
  await status(site, 'offline')
  await site.page.evaluate(() => void window.liveview.send('waiting'))
  assert.equal(await site.page.evaluate(() => (window as any).answer.then((answer: any) => answer.error.code)), 'unknown_outcome')
  await site.until(() => site.sockets.length === 3)
  const messages = await site.messages(2)
  assert.deepEqual(messages.map(message => message.function), ['waiting', 'boot'])
  assert.deepEqual(await site.page.evaluate(() => (window as any).errors), [['unknown_outcome', 'sent', 2]])
})

test('pages that lost their server together come back over more than five seconds', async () => {
  const site = await Site.open('')
  const socket = await site.visit()
  await status(site, 'connected')
  await site.page.evaluate(() => {
    const waits = ((window as any).waits = [] as number[])
    const real = window.setTimeout
    window.setTimeout = ((run: () => void, wait = 0) => (waits.push(wait), real(run, 1e6))) as typeof setTimeout
    Math.random = () => 0.999
  })
  socket.socket.terminate()
  await status(site, 'offline')
  const [wait] = await site.page.evaluate(() => (window as any).waits)
  assert.ok(wait - 300 > 5_000 && wait <= 6_000, String(wait))
})

test('a visitor who acts is not kept waiting', async () => {
  const site = await Site.open(BUTTON, { greet: (socket, index) => socket.send(index ? RESUMED : HELLO) })
  const socket = await site.visit()
  await status(site, 'connected')
  await site.page.evaluate(() => (Math.random = () => 0.999))
  await site.page.clock.install()
  socket.close(1012)
  await status(site, 'offline')
  await site.page.evaluate(() => void window.liveview.send('a script is not a visitor'))
  await site.page.clock.runFor(310)
  assert.equal(site.sockets.length, 1)
  await site.page.click('#b')
  await site.page.clock.runFor(310)
  await site.until(() => site.sockets.length === 2)
})

test('a socket that outlived a long sleep is given up for a new one', async () => {
  const site = await Site.open('', { greet: (socket, index) => socket.send(index ? RESUMED : HELLO) })
  await site.page.clock.install()
  const first = await site.visit()
  await status(site, 'connected')
  await site.page.clock.runFor(120_000)
  assert.equal(site.sockets.length, 1)
  await site.page.clock.fastForward(120_000)
  await site.until(() => site.sockets.length === 2 && first.socket.readyState === 3)
  await site.page.clock.runFor(120_000)
  assert.equal(site.sockets.length, 2)
})

test('a message that nothing answers is asked again through another socket', async () => {
  const site = await Site.open('', { greet: (socket, index) => socket.send(index ? RESUMED : HELLO) })
  await site.page.clock.install()
  const first = await site.visit()
  await status(site, 'connected')
  const answer = site.page.evaluate(() => window.liveview.send('f'))
  await site.messages(1)
  await site.page.clock.runFor(30_000)
  assert.equal(site.sockets.length, 1)
  await site.page.clock.runFor(21_000)
  await site.until(() => site.sockets.length === 2)
  assert.deepEqual(await site.messages(1), first.messages)
  site.sockets[1].send({ ref: 1 })
  assert.deepEqual(await answer, { ref: 1 })
})
