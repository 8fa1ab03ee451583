// The seam: what `liveview.use` adds to the core, and what calls look like while they are unanswered.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Site } from './support/site'

const run = (name: string) => `data-action="click->page#run" data-liveview-function="${name}"`
const connected = (site: Site) => site.page.waitForFunction(() => document.documentElement.dataset.liveviewConnection === 'connected')

test('attributes are seen as they come, change and leave', async () => {
  const site = await Site.open('<p data-x="1"></p>')
  await site.visit()
  const log = await site.page.evaluate(async () => {
    const log: string[] = []
    const settled = () => new Promise(resolve => setTimeout(resolve))
    window.liveview.use({ attributes: { 'data-x': (_, value) => (log.push(`+${value}`), () => log.push(`-${value}`)) } })
    const first = document.querySelector('p')!
    first.setAttribute('data-x', '2')
    await settled()
    const second = document.createElement('p')
    second.setAttribute('data-x', '3')
    document.body.append(second)
    await settled()
    document.body.prepend(second)
    await settled()
    second.remove()
    await settled()
    document.body.append(second)
    first.removeAttribute('data-x')
    await settled()
    return log
  })
  assert.deepEqual(log, ['+1', '-1', '+2', '+3', '-3', '+3', '-2'])
})

test('an extension that throws costs neither the answer nor the patches after it', async () => {
  const site = await Site.open('<p id="a"></p>')
  const socket = await site.visit()
  await connected(site)
  await site.page.evaluate(() => window.liveview.use({ applied: () => { throw new Error('mine') } }))
  const answer = site.page.evaluate(() => window.liveview.send('f'))
  await site.messages(1)
  socket.send({ target: '#a', html: '1', ref: 1 })
  assert.deepEqual(await answer, { ref: 1 })
  socket.send({ target: '#a', html: '2' })
  await site.page.waitForFunction(() => document.querySelector('#a')!.textContent === '2')
})

test('what stands around a call can wait, look at the answer, and refuse', async () => {
  const site = await Site.open(`<button id="a" data-id="7" ${run('f')}>x</button><button id="b" ${run('refused')}>x</button>`)
  const socket = await site.visit()
  await connected(site)
  await site.page.evaluate(() => {
    const log = ((window as any).log = [] as string[])
    window.liveview.use({ around: (call, next) => (log.push(`outer ${call.name} ${call.element?.id} ${call.event?.type} ${JSON.stringify(call.data)}`), next().then(answer => (log.push(`answer ${answer.ref}`), answer))) })
    window.liveview.use({ around: (call, next) => (call.name === 'refused' ? undefined : (log.push('inner'), next())) })
  })
  await site.page.click('#b')
  await site.page.click('#a')
  await site.messages(1)
  socket.send({ ref: 1 })
  await site.page.waitForFunction(() => (window as any).log.includes('answer 1'))
  assert.deepEqual(socket.messages.map(message => message.function), ['f'])
  assert.deepEqual(await site.page.evaluate(() => (window as any).log), ['outer refused b click {}', 'answer 0', 'outer f a click {"id":"7"}', 'inner', 'answer 1'])
  assert.equal(await site.page.evaluate(() => window.liveview.send('refused').then(answer => answer.error?.code)), 'cancelled')
})

test('keys, swaps, changes, addresses and the end of a batch', async () => {
  const site = await Site.open('<p id="n">0</p>')
  const socket = await site.visit()
  await site.page.evaluate(() => {
    const log = ((window as any).log = [] as unknown[])
    window.liveview.use({
      keys: { mine: (value, patch) => log.push(['key', value, patch.target, document.querySelector('#n')!.textContent]) },
      swaps: { loud: (target, html) => (target.textContent = html.toUpperCase()) },
      changes: region => log.push(['changes', region.localName]),
      navigate: (url, replace) => (log.push(['navigate', url.pathname, replace]), { mine: 1 }),
      applied: () => log.push('applied'),
    })
    window.liveview.swap('quiet', (target, html) => (target.textContent = html.toLowerCase()))
  })
  socket.send({ target: '#n', html: 'x', swap: 'loud', mine: [1], url: '/there' })
  await site.page.waitForFunction(() => (window as any).log.length === 4)
  assert.deepEqual(await site.page.evaluate(() => (window as any).log), [['navigate', '/there', false], ['changes', 'body'], ['key', [1], '#n', 'X'], 'applied'])
  assert.equal(await site.page.evaluate(() => history.state.mine), 1)
  socket.send({ target: '#n', html: 'Q', swap: 'quiet' })
  await site.page.waitForFunction(() => document.querySelector('#n')!.textContent === 'q')
  for (const swap of ['constructor', '__proto__', 'nobody']) socket.send({ target: '#n', html: swap, swap })
  socket.send({ title: 'done' })
  await site.page.waitForFunction(() => document.title === 'done')
  assert.equal(await site.page.textContent('#n'), 'q')
})

test('what an extension is given', async () => {
  const site = await Site.open(`<form id="f"><input name="a" value="1"><button id="b">x</button></form>`)
  const socket = await site.visit()
  await connected(site)
  const found = await site.page.evaluate(() => {
    let found: unknown
    window.liveview.use(host => {
      const button = host.select(document, '#b')[0]
      void host.call(button, 'g')
      host.page.title = 'set'
      found = [host.status, host.formOf(button)!.id, host.keyMatches('ctrl+k', new KeyboardEvent('keydown', { key: 'k', ctrlKey: true })), host.emit('x'), host.page.title]
      return {}
    })
    return found
  })
  assert.deepEqual(found, ['connected', 'f', true, true, 'set'])
  await site.messages(1)
  assert.deepEqual([socket.messages[0].function, socket.messages[0].form], ['g', { a: '1' }])
})

test('a call that is unanswered is busy, with its form, and through a patch', async () => {
  const site = await Site.open(`<form id="f"><button type="button" id="b" ${run('f')}>x</button></form>`)
  const socket = await site.visit()
  const busy = () => site.page.evaluate(() => [...document.querySelectorAll('[aria-busy=true]')].map(element => element.id).join())
  await site.page.click('#b')
  await site.page.click('#b')
  await site.messages(2)
  assert.equal(await busy(), 'f,b')
  socket.send({ target: '#f', html: `<button type="button" id="b" class="new" ${run('f')}>x</button>` })
  await site.page.waitForSelector('.new')
  assert.equal(await busy(), 'f,b')
  socket.send({ ref: 1 })
  socket.send({ title: 'one' })
  await site.page.waitForFunction(() => document.title === 'one')
  assert.equal(await busy(), 'f,b')
  socket.send({ ref: 2, error: { code: 'user', message: 'no' } })
  await site.page.waitForFunction(() => !document.querySelector('[aria-busy]'))
})

test('an error is told where the page has a place for it, until its form succeeds', async () => {
  const form = (id: string, place: string) => `<form id="${id}"><button type="button" ${run('f')}>x</button>${place}</form>`
  const site = await Site.open(`${form('a', '<p data-liveview-error id="in"></p>')}${form('b', '')}<p data-liveview-error id="out"></p>`)
  const socket = await site.visit()
  const told = async () => [await site.page.textContent('#in'), await site.page.textContent('#out')]
  let ref = 0
  const answer = async (form: string, error?: object) => {
    await site.page.click(`#${form} button`)
    await site.messages(++ref)
    socket.send({ ref, error })
    await site.page.waitForFunction(() => !document.querySelector('[aria-busy]'))
  }
  await answer('a', { code: 'user', message: '<b>no</b>' })
  assert.deepEqual(await told(), ['<b>no</b>', ''])
  await answer('b', { code: 'user', message: 'neither' })
  assert.deepEqual(await told(), ['<b>no</b>', 'neither'])
  await answer('b')
  assert.deepEqual(await told(), ['<b>no</b>', ''])
  await answer('a', { code: 'internal', message: 'Something went wrong', reference: '8aee3c72' })
  assert.deepEqual(await told(), ['Something went wrong (8aee3c72)', ''])
  await answer('a')
  assert.deepEqual(await told(), ['', ''])
  socket.send({ error: { code: 'bad_message', message: 'nobody asked' } })
  await site.page.waitForFunction(() => document.querySelector('#out')!.textContent)
  assert.deepEqual(await told(), ['', 'nobody asked'])
})

test('an error stays while other elements call by themselves, and a call that was never sent is none', async () => {
  const site = await Site.open(`<p data-liveview-error></p><b id="b" data-liveview-on-click="f" data-liveview-throttle="300">x</b><i data-liveview-poll="20" data-liveview-function="poll">x</i>`)
  const socket = await site.visit()
  let answered = 0
  const polls = async (count: number, error?: object) => {
    for (const until = answered + count; answered < until; answered++) {
      await site.until(() => socket.messages.filter(message => message.function === 'poll').length > answered)
      socket.send({ ref: socket.messages.filter(message => message.function === 'poll')[answered].ref, error })
    }
  }
  const told = () => site.page.textContent('p')
  const clicks = () => socket.messages.filter(message => message.function === 'f')
  await site.page.evaluate(() => [1, 2, 3].forEach(() => document.querySelector('b')!.click()))
  await site.until(() => clicks().length === 2)
  assert.equal(await told(), '')
  socket.send({ ref: clicks()[1].ref, error: { code: 'user', message: 'no' } })
  await site.page.waitForFunction(() => document.querySelector('p')!.textContent === 'no')
  await polls(2)
  assert.equal(await told(), 'no')
  await polls(1, { code: 'user', message: 'late' })
  await site.page.waitForFunction(() => document.querySelector('p')!.textContent === 'late')
  await polls(2)
  await site.page.waitForFunction(() => !document.querySelector('p')!.textContent)
})

test('listeners hear of targets, of what goes and of addresses, and can keep them as they are', async () => {
  const site = await Site.open('<ul id="list"><li id="a">a</li><li id="b">b</li></ul>')
  const socket = await site.visit()
  await site.page.evaluate(() => {
    const log = ((window as any).log = [] as unknown[])
    window.liveview.on('remove', event => log.push(['remove', (event.target as Element).id]))
    window.liveview.on('navigate', event => (log.push(['navigate', event.detail.url.pathname]), event.detail.replace || event.preventDefault()))
    window.liveview.on('before-morph', event => (event.target as Element).id === 'a' && event.preventDefault())
  })
  socket.send({ target: '#a', html: 'kept', url: '/never' })
  socket.send({ target: '#list', html: '<li id="b">b!</li>', url: '/there', replace: true })
  socket.send({ target: '#b', remove: true, title: 'done' })
  await site.page.waitForFunction(() => document.title === 'done')
  assert.deepEqual(await site.page.evaluate(() => [(window as any).log, location.pathname]), [[['navigate', '/never'], ['navigate', '/there'], ['remove', 'a'], ['remove', 'b']], '/there'])
})

test('kept elements stay, though they are not wanted', async () => {
  const site = await Site.open('<ul id="list"><li>1</li></ul>')
  await site.visit()
  const left = await site.page.evaluate(() => {
    const list = document.querySelector('#list')!
    for (const [id, keep] of [['own', true], ['other', false]] as const) {
      const item = document.createElement('li')
      item.id = id
      item.toggleAttribute('data-liveview-keep', keep)
      list.append(item)
    }
    window.liveview.morph('#list', '<li>2</li>')
    return [...list.children].map(item => item.id || item.textContent)
  })
  assert.deepEqual(left, ['2', 'own'])
})
