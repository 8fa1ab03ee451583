// Hooks, topics and swaps: where a page's own scripts meet ours.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FORGETFUL, heard, last, show, visit, type Visit } from './support/strict'

/** A hook that writes down what it is told. */
const record = ({ page }: Visit, name = 'Chart') => page.evaluate(name => {
  const log = ((window as any).log ??= []) as string[]
  const moments = ['mounted', 'updated', 'destroyed', 'disconnected', 'reconnected'] as const
  window.liveview.hook(name, Object.fromEntries(moments.map(moment => [moment, function (this: any, context: any) {
    log.push(`${context.el.id} ${moment}${this === context ? '' : ' with another this'}`)
  }])))
}, name)
const log = ({ page }: Visit) => page.evaluate(() => (window as any).log as string[])

test('a hook is told of an element that was there, one that comes, its updates and its end', async () => {
  const at = await visit('<div id="box"><p id="a" data-liveview-hook="Chart">1</p></div>')
  await record(at)
  await show(at, { target: '#box', html: '<p id="a" data-liveview-hook="Chart">2</p><p id="b" data-liveview-hook="Chart">x</p>' })
  await show(at, { target: '#b', html: 'y<i></i>' })
  await show(at, { target: '#box', html: '<p id="b" data-liveview-hook="Chart">y<i></i></p>' })
  assert.deepEqual(await log(at), ['a mounted', 'b mounted', 'a updated', 'b updated', 'a destroyed'])
})

test('what a hook does itself is no update', async () => {
  const at = await visit('<p id="a" data-liveview-hook="Chart">x</p>')
  await record(at)
  await at.page.evaluate(() => (document.querySelector('#a')!.textContent = 'own'))
  await show(at, { title: 'x' })
  assert.deepEqual(await log(at), ['a mounted'])
})

test('a hook is told of the connection', async () => {
  const at = await visit('<p id="a" data-liveview-hook="Chart">x</p>', { greet: socket => socket.send({ hello: { version: 1, instance: 'a', seq: 0, resumed: true, resume: '' } }) })
  await record(at)
  at.socket.close(1012)
  await at.page.waitForFunction(() => (window as any).log.length === 3)
  assert.deepEqual(await log(at), ['a mounted', 'a disconnected', 'a reconnected'])
})

test('a hook sends, and hears what the server sends, until it is destroyed', async () => {
  const at = await visit('<div id="box"><p id="a" data-liveview-hook="Chart">x</p></div>')
  await at.page.evaluate(() => {
    ;(window as any).log = []
    window.liveview.hook('Chart', {
      mounted(hook) {
        hook.on('points', detail => (window as any).log.push(detail))
        void hook.send('load', { data: { from: 1 } }).then(answer => (window as any).log.push(answer))
      },
    })
  })
  await at.site.messages(1)
  assert.deepEqual([at.socket.messages[0].function, at.socket.messages[0].data], ['load', { from: 1 }])
  await show(at, { ref: 1, event: { name: 'points', detail: [1, 2] } })
  await show(at, { target: '#box', html: '' })
  await show(at, { event: { name: 'points', detail: [3] } })
  assert.deepEqual(await log(at), [[1, 2], { ref: 1 }])
})

test('names that every object has are no hooks, commands or swaps', async () => {
  const at = await visit(['constructor', '__proto__', 'toString'].map(name => `<p data-liveview-hook="${name}">x</p>`).join('') + '<p data-liveview-hook="Missing">x</p><div id="box">x</div>', { debug: true })
  await show(at, { js: [['constructor'], ['__proto__'], ['toString']], target: '#box', swap: 'toString', html: 'y' })
  assert.equal(await at.page.textContent('#box'), 'x')
  for (const name of ['constructor', '__proto__', 'toString', 'Missing']) {
    await at.page.waitForTimeout(0)
    while (!at.site.console.some(line => line.includes(`there is no hook \`${name}\``))) await at.page.waitForTimeout(50)
  }
  assert.ok(!at.site.console.some(line => /TypeError|Uncaught/.test(line)), at.site.console.join('\n'))
})

test('one hook that fails does not take the others with it', async () => {
  const at = await visit('<p data-liveview-hook="Broken">x</p><p id="a" data-liveview-hook="Chart">x</p>')
  await at.page.evaluate(() => window.liveview.hook('Broken', { mounted() { throw new Error('broken') } }))
  await record(at)
  assert.deepEqual(await log(at), ['a mounted'])
  assert.ok(at.site.console.some(line => line.includes('broken')))
})

test('topic: joined with the first element of a name, left with the last, and not at all in between', async () => {
  const at = await visit('<div id="box"><p data-liveview-topic="news">x</p></div>')
  await show(at, { target: '#box', html: '<i data-liveview-topic="news"></i><b data-liveview-topic="news"></b><b data-liveview-topic="sport"></b>' })
  await show(at, { target: '#box', html: '<i data-liveview-topic="news"></i>' })
  await show(at, { target: '#box', html: '' })
  await last(at)
  const told = at.socket.messages.slice(0, -1).map(message => [message.function, message.data.topic])
  assert.deepEqual(told, [['liveview:join', 'news'], ['liveview:join', 'sport'], ['liveview:leave', 'sport'], ['liveview:leave', 'news']])
})

test('topic: joined again at a server that has forgotten the page, and only then', async () => {
  const page = '<p data-liveview-topic="news">x</p>'
  const at = await visit(page, FORGETFUL)
  await at.site.messages(1)
  await show(at, { ref: 1 })
  at.socket.close(1012)
  await at.site.until(() => at.site.sockets.length === 2)
  await at.site.messages(1)
  assert.deepEqual(heard(at.site.sockets[1]), ['liveview:join'])
  const kept = await visit(page, { greet: socket => socket.send({ hello: { version: 1, instance: 'a', seq: 0, resumed: true, resume: '' } }) })
  await kept.site.messages(1)
  kept.socket.send({ ref: 1 })
  await show(kept, {})
  kept.socket.close(1012)
  await kept.site.until(() => kept.site.sockets.length === 2)
  assert.deepEqual(await last({ ...kept, socket: kept.site.sockets[1] }), [])
})

test('topic: joined when there is a connection again, though the join had waited too long for it', async () => {
  const at = await visit('<div id="box"></div>', { greet: socket => socket.send({ hello: { version: 1, instance: 'a', seq: 0, resumed: true, resume: '' } }) })
  await at.page.evaluate(() => {
    window.liveview.disconnect()
    for (let n = 0; n < 100; n++) void window.liveview.send('filler')
    document.querySelector('#box')!.setAttribute('data-liveview-topic', 'news')
  })
  // The queue is full, so this one is refused at once, as one that waits for too long is later.
  await at.page.evaluate(() => new Promise(resolve => setTimeout(resolve)))
  await at.page.evaluate(() => window.liveview.connect())
  await at.site.until(() => at.site.sockets.length === 2)
  await at.site.until(() => heard(at.site.sockets[1]).includes('liveview:join'))
})

test('topic: left when there is a connection again, though the leave had waited too long for it', async () => {
  const at = await visit('<p data-liveview-topic="news">x</p>', { greet: socket => socket.send({ hello: { version: 1, instance: 'a', seq: 0, resumed: true, resume: '' } }) })
  await at.site.messages(1)
  await show(at, { ref: 1 })
  await at.page.evaluate(() => {
    window.liveview.disconnect()
    for (let n = 0; n < 100; n++) void window.liveview.send('filler')
    document.querySelector('p')!.remove()
  })
  await at.page.evaluate(() => new Promise(resolve => setTimeout(resolve)))
  await at.page.evaluate(() => window.liveview.connect())
  await at.site.until(() => at.site.sockets.length === 2)
  await at.site.until(() => heard(at.site.sockets[1]).includes('liveview:leave'))
})

test('liveview.swap adds a swap', async () => {
  const at = await visit('<div id="box">old</div>')
  await at.page.evaluate(() => window.liveview.swap('shout', (target, html) => void (target.textContent = html.toUpperCase())))
  await show(at, { target: '#box', swap: 'shout', html: 'new' })
  assert.equal(await at.page.textContent('#box'), 'NEW')
})
