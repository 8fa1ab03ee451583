// The socket: kept, lost, found again. One story of one object, so it is one file; what goes on after a break is resume's.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insidePage } from './support/inside-page'
import { HELLO, RESUMED, Site } from './support/site'

const BUTTON = '<button id="b" data-action="click->page#run" data-liveview-function="f">x</button>'
const status = (site: Site, value: string) => site.page.waitForFunction(value => document.documentElement.dataset.liveviewConnection === value, value)

test('a retry waits a random time that grows to thirty seconds', async () => {
  const page = await insidePage()
  const found = await page.evaluate(() => [0, 1, 4, 9, 1000].map(attempt => [0, 1].map(random => (window as any).inside.delay(attempt, random))))
  assert.deepEqual(found, [[300, 1000], [300, 2000], [300, 16000], [300, 30000], [300, 30000]])
})

test('the address says the room, the version and the page', async () => {
  const site = await Site.open('', { room: 'a b/ü' })
  const first = await site.visit()
  assert.match(first.url, /^\/ws\/liveview\/a%20b%2F%C3%BC\/\?v=1&page=[0-9a-f]{32}$/)
  const second = await site.visit()
  assert.notEqual(second.url, first.url)
})

test('what was clicked before the hello, or without a connection, waits for it', async () => {
  let greet = () => {}
  const site = await Site.open(BUTTON, { greet: (socket, index) => (greet = () => socket.send(index ? RESUMED : HELLO)) })
  const first = await site.visit()
  await site.page.click('#b')
  assert.deepEqual(first.messages, [])
  greet()
  await site.messages(1)
  first.close(1012)
  // It stays without a connection for as long as the second hello is kept back.
  await site.page.waitForFunction(() => document.documentElement.dataset.liveviewConnection !== 'connected')
  await site.page.click('#b')
  await site.page.click('#b')
  await site.until(() => site.sockets.length === 2)
  assert.equal(site.sockets[1].messages.length, 0)
  greet()
  await site.messages(3)
  assert.deepEqual(site.sockets[1].messages.map(message => message.ref), [1, 2, 3])
})

test('the queue holds a hundred, and says so', async () => {
  const site = await Site.open('')
  const first = await site.visit()
  await status(site, 'connected')
  first.close(1000)
  await status(site, 'offline')
  const codes = await site.page.evaluate(async () => {
    const answers = Array.from({ length: 102 }, () => window.liveview.send('f'))
    const late = await Promise.all(answers.slice(100))
    return late.map(answer => answer.error?.code)
  })
  assert.deepEqual(codes, ['queue_full', 'queue_full'])
  await site.page.evaluate(() => window.liveview.connect())
  await site.until(() => site.sockets.length === 2)
  assert.equal((await site.messages(100)).length, 100)
})

test('answers reach those who asked, in whatever order', async () => {
  const site = await Site.open('')
  const socket = await site.visit()
  await status(site, 'connected')
  const answers = site.page.evaluate(() => Promise.all([window.liveview.send('a', { data: { x: 1 } }), window.liveview.send('b', { form: { y: '2' } })]))
  await site.messages(2)
  assert.deepEqual(socket.messages.map(({ data, form }) => [data, form]), [[{ x: 1 }, {}], [{}, { y: '2' }]])
  socket.send({ ref: 2, error: { code: 'user', message: 'no' } })
  socket.send({ ref: 1, part: true, title: 'part' })
  socket.send({ ref: 1 })
  assert.deepEqual(await answers, [{ ref: 1 }, { ref: 2, error: { code: 'user', message: 'no' } }])
  assert.equal(await site.page.title(), 'part')
})

test('lost and found: the page says so, and #no-connection too', async () => {
  const site = await Site.open('<p id="no-connection">lost</p>', { greet: (socket, index) => index !== 1 && socket.send(index ? RESUMED : HELLO) })
  const classes = () => site.page.evaluate(() => document.querySelector('#no-connection')!.className)
  const first = await site.visit()
  await status(site, 'connected')
  assert.equal(await classes(), 'no-connection--hide')
  first.close(1012)
  await status(site, 'offline')
  assert.equal(await classes(), 'no-connection--show')
  await site.until(() => site.sockets.length === 2)
  await status(site, 'connecting')
  assert.equal(await classes(), 'no-connection--show')
  site.sockets[1].send(RESUMED)
  await status(site, 'connected')
  assert.equal(await classes(), 'no-connection--hide')
  // A patch that writes the element anew does not hide the state.
  site.sockets[1].send({ target: 'body', html: '<p id="no-connection" class="red">lost</p>' })
  await site.page.waitForFunction(() => document.querySelector('#no-connection')!.className.includes('red'))
  assert.equal(await classes(), 'red no-connection--hide')
})

for (const wish of ['the server', 'the page']) {
  test(`a connection that ${wish} wants to end is not missed`, async () => {
    const site = await Site.open('<p id="no-connection">lost</p>')
    const socket = await site.visit()
    await status(site, 'connected')
    if (wish === 'the server') socket.close(1000)
    else await site.page.evaluate(() => window.liveview.disconnect())
    await status(site, 'offline')
    assert.equal(await site.page.getAttribute('#no-connection', 'class'), 'no-connection--hide')
    await site.page.evaluate(() => dispatchEvent(new Event('online')))
    assert.equal(site.sockets.length, 1)
    await site.page.evaluate(() => window.liveview.connect())
    await status(site, 'connected')
  })
}

test('a page that gives up on a lost connection no longer misses it', async () => {
  const site = await Site.open('<p id="no-connection">lost</p>', { greet: (socket, index) => index || socket.send(HELLO) })
  const first = await site.visit()
  await status(site, 'connected')
  first.close(1012)
  await site.page.waitForSelector('.no-connection--show')
  await site.page.evaluate(() => window.liveview.disconnect())
  assert.equal(await site.page.getAttribute('#no-connection', 'class'), 'no-connection--hide')
})

test('retries go on, and a browser that comes back online is not kept waiting', async () => {
  const site = await Site.open('', { greet: (socket, index) => (index < 3 ? index && socket.close(1013) : socket.send(RESUMED)) })
  const first = await site.visit()
  first.send(HELLO)
  await status(site, 'connected')
  first.close(1012)
  await site.until(() => site.sockets.length === 3)
  await status(site, 'offline')
  await site.page.evaluate(() => dispatchEvent(new Event('online')))
  await site.until(() => site.sockets.length === 4)
  await status(site, 'connected')
})

test('an offline browser rests', async () => {
  const site = await Site.open('', { greet: (socket, index) => socket.send(index ? RESUMED : HELLO) })
  const first = await site.visit()
  await status(site, 'connected')
  await site.page.clock.install()
  await site.page.context().setOffline(true)
  await site.page.evaluate(() => Object.defineProperty(navigator, 'onLine', { value: false, configurable: true }))
  first.close(1012)
  await status(site, 'offline')
  await site.page.clock.runFor(120_000)
  assert.equal(site.sockets.length, 1)
  await site.page.context().setOffline(false)
  await site.page.evaluate(() => {
    Object.defineProperty(navigator, 'onLine', { value: true })
    dispatchEvent(new Event('online'))
  })
  await site.until(() => site.sockets.length === 2)
})

test('a page that was not resumed is brought up to date in place, and begins again', async () => {
  const site = await Site.open('<p id="n">1</p><input id="x"><p data-liveview-init="boot"></p>')
  const first = await site.visit()
  await site.messages(1)
  await site.page.fill('#x', 'typed')
  site.pages['/'] = '<p id="n">2</p><input id="x"><p data-liveview-init="boot"></p>'
  await site.page.evaluate(() => ((window as any).loaded = 1))
  first.close(1012)
  await status(site, 'offline')
  await site.page.evaluate(() => void window.liveview.send('queued'))
  await site.page.waitForFunction(() => document.querySelector('#n')!.textContent === '2')
  assert.equal(await site.page.inputValue('#x'), 'typed')
  assert.equal(await site.page.evaluate(() => (window as any).loaded && document.documentElement.dataset.room), 'room')
  const messages = await site.messages(2)
  assert.deepEqual(messages.map(message => message.function), ['queued', 'boot'])
})

test('what comes with a page that was not resumed starts once', async () => {
  const site = await Site.open('<p id="old" data-liveview-init="old"></p>')
  const first = await site.visit()
  await site.messages(1)
  site.pages['/'] = '<p id="old" data-liveview-init="old"></p><p id="new" data-liveview-init="new"></p>'
  await site.page.evaluate(() => document.addEventListener('liveview:connect', () => void window.liveview.send('end')))
  first.close(1012)
  await site.until(() => site.sockets.length === 2)
  await site.until(() => site.sockets[1].messages.some(message => message.function === 'end'))
  assert.deepEqual(site.sockets[1].messages.map(message => message.function).sort(), ['end', 'new', 'old'])
})

test('a patch between two pages that were fetched at once waits for the later one', async () => {
  const site = await Site.open('<p id="n">0</p>')
  const socket = await site.visit()
  await status(site, 'connected')
  // The test answers for the server: the first page at once, the second when the patch has come.
  await site.page.evaluate(() => {
    const answers = ((window as any).answers = [] as ((html: string) => void)[])
    window.fetch = () => new Promise(resolve => answers.push(html => resolve(new Response(html))))
  })
  socket.send(HELLO)
  socket.send(HELLO)
  socket.send({ target: '#n', html: 'patched' })
  await site.page.waitForFunction(() => (window as any).answers.length === 2)
  await site.page.evaluate(() => (window as any).answers[0]('<p id="n">first</p>'))
  await site.page.waitForFunction(() => document.querySelector('#n')!.textContent === 'first')
  await site.page.evaluate(() => (window as any).answers[1]('<p id="n">second</p>'))
  await site.page.waitForFunction(() => document.querySelector('#n')!.textContent === 'patched')
})

test('a page that cannot be fetched stays offline and tries again until it is, also when the server resumes it', async () => {
  const site = await Site.open('<p id="n">1</p>', { debug: true, greet: (socket, index) => socket.send(index === 2 ? RESUMED : HELLO) })
  const first = await site.visit()
  await status(site, 'connected')
  await site.page.evaluate(() => {
    const log = ((window as any).log = [] as string[])
    new MutationObserver(() => log.push(document.documentElement.dataset.liveviewConnection!)).observe(document.documentElement, { attributeFilter: ['data-liveview-connection'] })
    document.addEventListener('liveview:connect', () => log.push(`fresh: ${document.querySelector('#n')!.textContent}`))
  })
  site.pages['/'] = '<p id="n">2</p>'
  site.failures = [503, 503]
  first.close(1012)
  await status(site, 'offline')
  const sent = site.page.evaluate(() => window.liveview.send('f'))
  await site.page.waitForFunction(() => (window as any).log.some((line: string) => line.startsWith('fresh')))
  await site.until(() => site.sockets.length === 4)
  await site.messages(1)
  site.sockets[3].send({ ref: 1 })
  assert.deepEqual(await sent, { ref: 1 })
  assert.deepEqual(site.sockets.map(({ messages }) => messages.length), [0, 0, 0, 1])
  const log: string[] = await site.page.evaluate(() => (window as any).log)
  assert.deepEqual(log.filter(line => /^(offline|fresh)/.test(line)), ['offline', 'offline', 'offline', 'fresh: 2'])
  assert.ok(site.console.some(line => line.includes('the page could not be fetched again')))
})

test('a page that no server answers for is fetched again as well', async () => {
  const site = await Site.open('<p id="n">1</p>')
  const first = await site.visit()
  await status(site, 'connected')
  site.pages['/'] = '<p id="n">2</p>'
  await site.page.evaluate(() => {
    const real = window.fetch
    window.fetch = () => (window.fetch = real, Promise.reject(new TypeError('no network')))
  })
  first.close(1012)
  await site.page.waitForFunction(() => document.querySelector('#n')!.textContent === '2')
  await status(site, 'connected')
  assert.equal(site.sockets.length, 3)
})

test('a page that cannot be morphed is loaded again, and says so', async () => {
  const site = await Site.open('<p id="n">0</p>', { debug: true })
  const socket = await site.visit()
  await status(site, 'connected')
  await site.page.evaluate(() => {
    DOMParser.prototype.parseFromString = () => { throw new Error('refused') }
  })
  site.pages['/'] = '<p id="n">1</p>'
  socket.send(HELLO)
  await site.page.waitForFunction(() => document.querySelector('#n')!.textContent === '1')
  await status(site, 'connected')
  assert.ok(site.console.some(line => line.includes('the page could not be morphed')))
})

test('an answer that came just before the connection broke is an answer', async () => {
  const site = await Site.open('', { greet: (socket, index) => index || socket.send(HELLO) })
  const socket = await site.visit()
  await status(site, 'connected')
  await site.page.evaluate(() => (window.requestAnimationFrame = () => 1))
  const answer = site.page.evaluate(() => window.liveview.send('f'))
  await site.messages(1)
  socket.send({ ref: 1 })
  socket.close(1012)
  assert.deepEqual(await answer, { ref: 1 })
})

test('what JSON cannot say is the sender\'s mistake, and keeps nothing else back', async () => {
  const site = await Site.open('', { greet: () => {} })
  const socket = await site.visit()
  const said = await site.page.evaluate(() => {
    const before = window.liveview.send('f').constructor.name
    return window.liveview.send('g', { data: { big: 1n } }).then(() => 'sent', error => [before, error.name])
  })
  assert.deepEqual(said, ['Promise', 'TypeError'])
  socket.send(HELLO)
  await site.page.evaluate(() => void window.liveview.send('h'))
  assert.deepEqual((await site.messages(2)).map(message => message.function), ['f', 'h'])
})

test('a resumed page is left as it is', async () => {
  const site = await Site.open('<p id="n">1</p><p data-liveview-init="boot"></p>', { greet: (socket, index) => socket.send(index ? RESUMED : HELLO) })
  const first = await site.visit()
  await site.messages(1)
  first.send({ ref: 1 })
  const fetched = site.requests.filter(path => path === '/').length
  first.close(1012)
  await site.until(() => site.sockets.length === 2)
  await status(site, 'connected')
  await site.page.evaluate(() => void window.liveview.send('last'))
  const messages = await site.messages(1)
  assert.deepEqual(messages.map(message => message.function), ['last'])
  assert.equal(site.requests.filter(path => path === '/').length, fetched)
})

test('a second hello on the same socket is another run of the app: what went out stays with whoever keeps the socket', async () => {
  const site = await Site.open('<p data-liveview-init="boot"></p>')
  const socket = await site.visit()
  await site.messages(1)
  const answers = site.page.evaluate(() => Promise.all(['f', 'g'].map(name => window.liveview.send(name))))
  await site.messages(3)
  socket.send(RESUMED)
  socket.send({ ref: 2 })
  socket.send(HELLO)
  // Only what starts a page is sent, since the new run knows nothing of this one.
  const messages = await site.messages(4)
  socket.send({ ref: 3 })
  assert.deepEqual(await answers, [{ ref: 2 }, { ref: 3 }])
  assert.deepEqual(messages.map(message => [message.function, message.ref]), [['boot', 1], ['f', 2], ['g', 3], ['boot', 4]])
  assert.equal(site.sockets.length, 1)
})

for (const code of [1008, 4001]) {
  test(`a page that is refused with ${code} is loaded again once, not in a loop, and says so`, async () => {
    const site = await Site.open('<p>1</p>', { debug: true, greet: socket => socket.close(code) })
    await site.visit()
    await site.until(() => site.requests.filter(path => path === '/').length === 2)
    // The page that was loaded tries on, and is refused on, without another load.
    await site.until(() => site.sockets.length >= 4)
    assert.equal(site.requests.filter(path => path === '/').length, 2)
    assert.ok(site.console.some(line => line.includes(`the server refused this page (${code})`)))
  })
}

test('a page that was loaded again and accepted is loaded again, but not at once', async () => {
  const site = await Site.open('', { greet: (socket, index) => (index ? socket.send(RESUMED) : socket.close(1008)) })
  const loads = () => site.requests.filter(path => path === '/').length
  await site.visit()
  await site.until(() => site.sockets.length === 2)
  await status(site, 'connected')
  // It is refused soon after, as one that says too much too fast: it comes back without being loaded.
  site.sockets[1].close(1008)
  await site.until(() => site.sockets.length === 3)
  await status(site, 'connected')
  assert.equal(loads(), 2)
  await site.page.evaluate(() => (performance.now = () => 40_000))
  site.sockets[2].close(1008)
  await site.until(() => loads() === 3)
})

test('a page that is being left is not kept by a reload', async () => {
  const site = await Site.open('', { greet: (socket, index) => socket.send(index ? RESUMED : HELLO) })
  const socket = await site.visit()
  await status(site, 'connected')
  await site.page.evaluate(() => dispatchEvent(new Event('beforeunload')))
  socket.close(1008)
  await status(site, 'offline')
  await site.page.evaluate(() => fetch('/after').then(() => 0))
  assert.equal(site.requests.filter(path => path === '/').length, 1)
})

test('leaving the page closes the socket, coming back opens it', async () => {
  const site = await Site.open('', { greet: (socket, index) => socket.send(index ? RESUMED : HELLO) })
  const first = await site.visit()
  await status(site, 'connected')
  await site.page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
  await site.until(() => first.socket.readyState === 3)
  await site.page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await site.until(() => site.sockets.length === 2)
})

test('patches wait for one frame, and a hidden page does not wait', async () => {
  const site = await Site.open('<p id="n">0</p>', { debug: true })
  const socket = await site.visit()
  await site.page.evaluate(() => {
    const real = window.requestAnimationFrame
    const frames = ((window as any).frames_ = [] as FrameRequestCallback[])
    window.requestAnimationFrame = callback => (frames.push(callback), real(() => {}))
  })
  const texts = () => site.page.evaluate(() => [(window as any).frames_.length, document.querySelector('#n')!.textContent])
  const arrived = () => site.page.evaluate(() => window.liveview.send('f').then(() => 1))
  socket.send({ target: '#n', html: '1' })
  socket.send({ target: '#n', html: '2' })
  socket.send({ dev: {} })
  await site.page.waitForFunction(() => document.querySelector('#n')!.textContent === '2')
  assert.deepEqual(await texts(), [1, '2'])
  await site.page.evaluate(() => {
    Object.defineProperty(Document.prototype, 'hidden', { get: () => true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  const answer = arrived()
  await site.messages(1)
  socket.send({ target: '#n', html: '3', ref: 1 })
  await answer
  assert.deepEqual(await texts(), [1, '3'])
})

test('scripts of the page: send, morph, apply, on, and what can be cancelled', async () => {
  const site = await Site.open(`${BUTTON}<p id="n">0</p>`, { debug: true })
  const socket = await site.visit()
  await status(site, 'connected')
  const log = await site.page.evaluate(async () => {
    const log: string[] = []
    const { liveview } = window
    const off = liveview.on('before-send', event => (log.push(event.detail.message.function), event.preventDefault()))
    const answer = await liveview.send('never')
    log.push(answer.error!.code)
    off()
    liveview.morph('#n', '<b>1</b>')
    log.push(document.querySelector('#n')!.innerHTML)
    liveview.apply([{ target: '#n', html: '2', swap: 'text' }, { title: 'applied' }])
    log.push(document.querySelector('#n')!.innerHTML, document.title)
    const other = document.implementation.createHTMLDocument('other')
    other.body.append(Object.assign(other.createElement('p'), { id: 'n', textContent: '0' }))
    liveview.apply([{ target: '#n', html: '3', title: 'not here' }], other)
    log.push(other.body.innerHTML, document.querySelector('#n')!.innerHTML, document.title)
    liveview.on('before-apply', event => event.preventDefault())
    liveview.on('error', event => log.push(event.detail.code))
    log.push(liveview.status)
    ;(window as any).log = log
    return log
  })
  assert.deepEqual(log, ['never', 'cancelled', '<b>1</b>', '2', 'applied', '<p id="n">3</p>', '2', 'applied', 'connected'])
  socket.send({ target: '#n', html: 'never' })
  socket.send({ error: { code: 'bad_message', message: 'x' } })
  await site.page.waitForFunction(() => (window as any).log.includes('bad_message'))
  assert.equal(await site.page.textContent('#n'), '2')
})
