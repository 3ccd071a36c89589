// read.mjs OUT EPUB...: opens books in foliate-js and in epub.js, in headless Chromium, and does what a reader does.
//
// Contents, a jump to printed pages, the pop-up of a note, the search of a word, and every screen of the book forwards
// and backwards. Pictures of several places go to OUT/NAME (phone and tablet, light and dark). A script error, a request
// that fails, a place that is not reached or a document that stays blank ends in exit 1.

import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import puppeteer from 'puppeteer-core'

const [out, ...books] = process.argv.slice(2).map(name => path.resolve(name))
if (!books.length) {
  console.error('usage: node read.mjs OUT EPUB...')
  process.exit(2)
}
const modules = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules')
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
const SCREENS = { phone: { width: 390, height: 780 }, tablet: { width: 800, height: 1000 } }
const SCHEMES = ['light', 'dark']
const TYPES = { '.css': 'text/css', '.epub': 'application/epub+zip', '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' }
const EPUB_JS = `<!doctype html><meta charset="utf-8"><style>body { margin: 0 }</style><div id="view"></div>
<script src="/modules/jszip/dist/jszip.min.js"></script><script src="/modules/epubjs/dist/epub.min.js"></script>`
// What is looked at: the first document that holds it is shown from there.
const PLACES = {
  cover: 'section.cover', title: 'section.title-page', contents: 'nav.contents', division: 'section.division',
  text: 'section > h2 + p', table: 'table', code: 'pre', figure: 'figure img', formula: 'math',
  list: 'section > ul', admonition: 'aside.admonition', quote: 'blockquote', ruby: 'ruby', notes: 'section.notes',
}
let current = ''

const server = http.createServer((request, response) => {
  const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
  const file = name === '/book.epub' ? current : path.join(modules, path.normalize(name.replace(/^\/modules\//, '')))
  if (name === '/epub.js.html') {
    response.setHeader('content-type', 'text/html')
    response.end(EPUB_JS)
  } else if (name === '/favicon.ico') {
    response.writeHead(204).end()
  } else if ((name === '/book.epub' || name.startsWith('/modules/')) && fs.existsSync(file) && fs.statSync(file).isFile()) {
    response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream')
    fs.createReadStream(file).pipe(response)
  } else {
    response.writeHead(404).end()
  }
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const base = `http://127.0.0.1:${server.address().port}`
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? BROWSERS.find(file => fs.existsSync(file)),
  headless: true,
  protocolTimeout: 1800000,
  args: ['--no-sandbox', '--disable-gpu'],
})
let bad = 0

for (const book of books) {
  current = book
  const folder = path.join(out, path.relative(process.cwd(), book).replace(/[^\w-]+/g, '-'))
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  console.log(path.relative(process.cwd(), book))
  for (const [screen, size] of Object.entries(SCREENS)) {
    for (const scheme of SCHEMES) {
      await visit(`foliate-js ${screen} ${scheme}`, scheme, size, page => lookAround(page, path.join(folder, `${screen}-${scheme}`)))
    }
  }
  await visit('foliate-js', 'light', SCREENS.phone, readInFoliate)
  await visit('epub.js', 'light', SCREENS.phone, page => readInEpubJs(page, SCREENS.phone, path.join(folder, 'epub.js')))
}
await browser.close()
server.close()
process.exit(bad ? 1 : 0)

async function visit(name, scheme, size, act) {
  const page = await browser.newPage()
  const errors = []
  page.on('pageerror', error => errors.push(String(error)))
  page.on('console', message => message.type() === 'error' && errors.push(message.text()))
  page.on('requestfailed', request => errors.push(`no answer: ${request.url()}`))
  await page.setViewport(size)
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
  let seen
  try {
    seen = await act(page)
    errors.push(...seen.errors)
  } catch (error) {
    errors.push(String(error))
  }
  bad += errors.length
  console.log(`  ${name}: ${seen?.says ?? 'failed'}`)
  errors.slice(0, 10).forEach(error => console.log(`    ${error}`))
  if (errors.length > 10) console.log(`    and ${errors.length - 10} more`)
  await page.close()
}

// foliate-js

async function openFoliate(page) {
  await page.goto(`${base}/modules/foliate-js/reader.html?url=/book.epub`)
  // It shows its first screen by itself, and for a moment after that it does not listen.
  await page.waitForFunction(() => document.querySelector('foliate-view')?.lastLocation, { timeout: 60000 })
  await new Promise(done => setTimeout(done, 1000))
}

async function lookAround(page, stem) {
  await openFoliate(page)
  const shown = []
  for (const [name, selector] of Object.entries(PLACES)) {
    const there = await page.evaluate(async wanted => {
      const view = document.querySelector('foliate-view')
      for (const [index, section] of view.book.sections.entries()) {
        const place = (await section.createDocument()).querySelector(wanted)
        if (!place) continue
        await view.renderer.goTo({ index, anchor: doc => doc.querySelector(wanted) })
        return true
      }
      return false
    }, selector)
    if (!there) continue
    await new Promise(done => setTimeout(done, 150))
    await page.screenshot({ path: `${stem}-${name}.png` })
    shown.push(name)
  }
  // A book whose landmarks name its contents shows them among its pages.
  const wanted = await page.evaluate(() => document.querySelector('foliate-view').book.landmarks?.some(one => one.type?.includes('toc')))
  const missing = wanted && !shown.includes('contents')
  return { says: `looked at ${shown.join(', ')}`, errors: missing ? ['the contents are not shown'] : [] }
}

async function readInFoliate(page) {
  await openFoliate(page)
  return page.evaluate(async () => {
    const view = document.querySelector('foliate-view')
    const { book, renderer } = view
    const errors = []
    const flat = items => (items ?? []).flatMap(item => [item, ...flat(item.subitems)])
    const here = () => renderer.getContents()[0]

    // Contents: each entry is reached.
    const entries = flat(book.toc)
    if (!entries.length) errors.push('the contents are empty')
    for (const entry of entries) {
      await view.goTo(entry.href)
      const { index, anchor } = book.resolveHref(entry.href)
      if (here().index !== index) errors.push(`contents: ${entry.label} leads to document ${here().index}, not ${index}`)
      else if (!anchor(here().doc)) errors.push(`contents: ${entry.label} leads to nothing`)
    }

    // Printed pages: the mark of each is on the screen that the jump leads to.
    const pages = book.pageList ?? []
    for (const item of pages) {
      await view.goTo(item.href)
      const mark = here().doc.getElementById(item.href.split('#')[1])
      if (!mark || !view.lastLocation?.range?.intersectsNode(mark)) errors.push(`page ${item.label} is not on the screen`)
    }

    // Blank documents, and one note: its pop-up shows its text, and the page stays.
    const { FootnoteHandler } = await import('/modules/foliate-js/footnotes.js')
    let notes = 0, tried = 0, popup = ''
    const documents = await Promise.all(book.sections.map(section => section.createDocument()))
    const word = (() => {
      const paragraphs = documents.flatMap(doc => [...doc.querySelectorAll('p')]).filter(one => !one.closest('aside') && !one.querySelector('ruby, a, span, math'))
      const words = paragraphs.flatMap(one => one.textContent.match(/[\p{L}]{3,5}/u) ?? [])
      return words[words.length >> 1] ?? documents[0].title
    })()
    for (const [index, doc] of documents.entries()) {
      await renderer.goTo({ index })
      const body = here().doc.body
      if (!body.textContent.trim() && !body.querySelector('img, svg')) errors.push(`document ${index} is blank`)
      const calls = [...here().doc.querySelectorAll('a[role=doc-noteref]')]
      notes += calls.length
      if (!calls.length || tried++) continue
      const handler = new FootnoteHandler()
      handler.addEventListener('before-render', ({ detail }) => document.body.append(detail.view))
      const rendered = new Promise(done => handler.addEventListener('render', event => done(event.detail)))
      view.addEventListener('link', event => handler.handle(book, event), { once: true })
      const wanted = doc.getElementById(calls[0].getAttribute('href').split('#')[1]).textContent
      calls[0].click()
      const detail = await Promise.race([rendered, new Promise(done => setTimeout(done, 5000))])
      popup = detail?.target ? detail.view.renderer.getContents()[0].doc.body.textContent.trim() : ''
      await new Promise(done => setTimeout(done, 500))  // it is shown after it is rendered
      detail?.view.remove()
      if (!popup || popup !== wanted.trim() || detail.type !== 'footnote') errors.push(`the first note pops up as “${popup}”`)
      if (here().index !== index) errors.push('the call of a note leads away')
    }

    // A word is found where it stands.
    let found = 0
    for await (const result of view.search({ query: word })) found += result.subitems?.length ?? (result.cfi ? 1 : 0)
    if (!found) errors.push(`“${word}” is not found`)
    view.clearSearch()

    // Every screen, forwards and backwards.
    const walk = async (turn, last) => {
      let screens = 1, before = ''
      for (; screens < 20000; screens++) {
        await turn()
        const now = `${here().index} ${view.lastLocation.fraction} ${renderer.page}`
        if (now === before) break
        before = now
      }
      if (here().index !== last) errors.push(`turning pages ends in document ${here().index}, not ${last}`)
      return screens
    }
    await renderer.goTo({ index: 0 })
    const forwards = await walk(() => view.next(), book.sections.length - 1)
    const backwards = await walk(() => view.prev(), 0)
    return {
      says: `${entries.length} contents entries and ${pages.length} printed pages reached; ${notes} notes${popup ? ', the first pops up' : ''}; `
        + `“${word}” found ${found} times; ${forwards} screens forwards, ${backwards} backwards`,
      errors,
    }
  })
}

// epub.js

async function readInEpubJs(page, size, picture) {
  await page.goto(`${base}/epub.js.html`)
  await page.evaluate(async ({ width, height }) => {
    window.book = ePub('/book.epub')
    await book.ready
    window.shown = book.renderTo('view', { width, height })
    await shown.display(book.spine.get(3)?.href)
  }, size)
  await page.screenshot({ path: `${picture}.png` })
  return page.evaluate(async () => {
    const errors = []
    const flat = items => items.flatMap(item => [item, ...flat(item.subitems ?? [])])
    const contents = () => shown.getContents()[0]
    // What is on the screen: the part of the document that the view has scrolled to.
    const isShown = element => {
      const frame = contents().document.defaultView.frameElement.getBoundingClientRect()
      const { left } = element.getBoundingClientRect()
      return left + frame.left >= -1 && left + frame.left < innerWidth
    }
    const reach = async (href, what) => {
      await shown.display(href)
      const target = contents().document.getElementById(href.split('#')[1])
      if (!target) errors.push(`${what} leads to nothing`)
      else if (!isShown(target)) errors.push(`${what} is not on the screen`)
      return target
    }
    const entries = flat(book.navigation.toc)
    if (!entries.length) errors.push('the contents are empty')
    for (const entry of entries) await reach(entry.href, `contents: ${entry.label.trim()}`)
    const pages = book.pageList?.pageList ?? []
    for (const one of pages) await reach(one.href, `page ${one.page}`)

    const words = []
    let notes = 0, followed = false, found = 0
    for (let index = 0; index < book.spine.length; index++) {
      await shown.display(book.spine.get(index).href)
      const { body } = contents().document
      if (!body.textContent.trim() && !body.querySelector('img, svg')) errors.push(`document ${index} is blank`)
      const calls = [...body.querySelectorAll('a[role=doc-noteref]')]
      notes += calls.length
      if (calls.length && !followed) {
        followed = true
        const note = await reach(book.spine.get(index).href + calls[0].getAttribute('href').replace(/^[^#]*/, ''), 'the first note')
        const back = note?.querySelector('a[role=doc-backlink]')?.getAttribute('href')
        if (!back) errors.push('the first note has no way back')
        else await reach(book.spine.get(index).href + back.replace(/^[^#]*/, ''), 'the way back from the first note')
      }
      words.push(...[...body.querySelectorAll('p:not(:has(*))')].flatMap(one => one.textContent.match(/[\p{L}]{3,5}/u) ?? []))
    }
    const word = words[words.length >> 1] ?? contents().document.title
    for (let index = 0; index < book.spine.length; index++) {
      const section = book.spine.get(index)
      await section.load(book.load.bind(book))
      found += section.find(word).length
      section.unload()
    }
    if (!found) errors.push(`“${word}” is not found`)

    const walk = async (turn, end) => {
      for (let screens = 1; screens < 20000; screens++) {
        const location = shown.currentLocation()
        if (location[end]) return screens
        await turn()
      }
      errors.push('turning pages does not end')
      return 0
    }
    await shown.display(book.spine.get(0).href)
    const forwards = await walk(() => shown.next(), 'atEnd')
    const backwards = await walk(() => shown.prev(), 'atStart')
    return {
      says: `${entries.length} contents entries and ${pages.length} printed pages reached; ${notes} notes${followed ? ', the first there and back' : ''}; `
        + `“${word}” found ${found} times; ${forwards} screens forwards, ${backwards} backwards`,
      errors,
    }
  })
}
