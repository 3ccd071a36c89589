// read.mjs EPUB OUT: opens a book in foliate-js and in epub.js, in headless Chromium, as a reader would.
//
// Each shows its contents and turns through the whole spine. Pictures go to OUT (phone and tablet, light and dark). A
// script error, a request that fails, a contents list that is empty or a page that stays blank ends in exit 1.

import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import puppeteer from 'puppeteer-core'

const [epub, out] = process.argv.slice(2).map(name => path.resolve(name))
if (!out) {
  console.error('usage: node read.mjs EPUB OUT')
  process.exit(2)
}
const modules = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules')
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
const SCREENS = { phone: { width: 390, height: 780 }, tablet: { width: 800, height: 1000 } }
const TYPES = { '.css': 'text/css', '.epub': 'application/epub+zip', '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' }
const EPUB_JS = `<!doctype html><meta charset="utf-8"><style>body { margin: 0 }</style><div id="view"></div>
<script src="/modules/jszip/dist/jszip.min.js"></script><script src="/modules/epubjs/dist/epub.min.js"></script>`

const server = http.createServer((request, response) => {
  const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
  const file = name === '/book.epub' ? epub : path.join(modules, path.normalize(name.replace(/^\/modules\//, '')))
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
  args: ['--no-sandbox', '--disable-gpu'],
})
fs.mkdirSync(out, { recursive: true })
let bad = 0

for (const [reader, open] of Object.entries({ 'foliate-js': foliate, 'epub.js': epubJs })) {
  for (const [screen, size] of Object.entries(SCREENS)) {
    for (const scheme of ['light', 'dark']) {
      const page = await browser.newPage()
      const errors = []
      page.on('pageerror', error => errors.push(String(error)))
      page.on('console', message => message.type() === 'error' && errors.push(message.text()))
      page.on('requestfailed', request => errors.push(`no answer: ${request.url()}`))
      await page.setViewport(size)
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
      const seen = await open(page, size, () => page.screenshot({ path: path.join(out, `${reader}-${screen}-${scheme}.png`) }))
      if (!seen.contents) errors.push('the contents are empty')
      if (seen.blank.length) errors.push(`blank: spine items ${seen.blank.join(', ')}`)
      bad += errors.length
      console.log(`${reader} ${screen} ${scheme}: ${seen.contents} contents entries, ${seen.pages} page labels, ${seen.spine} spine items`)
      errors.forEach(error => console.log(`  ${error}`))
      await page.close()
    }
  }
}
await browser.close()
server.close()
process.exit(bad ? 1 : 0)

async function foliate(page, _size, picture) {
  await page.goto(`${base}/modules/foliate-js/reader.html?url=/book.epub`)
  await page.waitForFunction(() => document.querySelector('foliate-view')?.renderer?.getContents?.()[0]?.doc?.body, { timeout: 30000 })
  await turnTo(page, await page.evaluate(() => document.querySelector('foliate-view').book.sections.length > 3 ? 3 : 0))
  await picture()
  const { contents, pages, spine } = await page.evaluate(() => {
    const { toc, pageList, sections } = document.querySelector('foliate-view').book
    return { contents: toc?.length ?? 0, pages: pageList?.length ?? 0, spine: sections.length }
  })
  const blank = []
  for (let index = 0; index < spine; index++) {
    if (!(await turnTo(page, index))) blank.push(index)
  }
  return { contents, pages, spine, blank }
}

function turnTo(page, index) {
  return page.evaluate(async place => {
    const { renderer } = document.querySelector('foliate-view')
    await renderer.goTo({ index: place })
    const body = renderer.getContents()[0]?.doc?.body
    return Boolean(body?.innerText.trim() || body?.querySelector('img, svg'))
  }, index)
}

async function epubJs(page, size, picture) {
  await page.goto(`${base}/epub.js.html`)
  const start = await page.evaluate(async ({ width, height }) => {
    window.book = ePub('/book.epub')
    await book.ready
    window.shown = book.renderTo('view', { width, height })
    await shown.display(book.spine.get(3)?.href)
    return { contents: book.navigation.toc.length, pages: book.pageList?.pages?.length ?? 0, spine: book.spine.length }
  }, size)
  await picture()
  const blank = await page.evaluate(async () => {
    const items = []
    for (let index = 0; index < book.spine.length; index++) {
      await shown.display(book.spine.get(index).href)
      const body = shown.getContents()[0]?.document?.body
      if (!body?.innerText.trim() && !body?.querySelector('img, svg')) items.push(index)
    }
    return items
  })
  return { ...start, blank }
}
