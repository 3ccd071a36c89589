// check.mjs OUT EPUB...: holds books against what libraries and stores check them with.
//
// Ace by DAISY (accessibility), epubcheck-ts (validity) and calibre's ebook-convert (EPUB to AZW3, the nearest thing to
// Kindle's own conversion). Their reports go to OUT. Anything that one of them minds ends in exit 1.

import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const [out, ...books] = process.argv.slice(2).map(name => path.resolve(name))
if (!books.length) {
  console.error('usage: node check.mjs OUT EPUB...')
  process.exit(2)
}
const bin = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules', '.bin')
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
const browser = process.env.CHROMIUM ?? BROWSERS.find(file => fs.existsSync(file))
// As root Chromium has no sandbox of its own, in calibre neither.
const environment = { ...process.env, PUPPETEER_EXECUTABLE_PATH: browser, QTWEBENGINE_CHROMIUM_FLAGS: '--no-sandbox', QT_QPA_PLATFORM: 'offscreen' }
// What calibre says of its own ways: a table that is longer than a piece of its format is put in whole.
const OF_ITS_OWN = /^Tag table has no aid and a too large chunk size/
let bad = 0

for (const book of books) {
  const name = path.relative(process.cwd(), book).replace(/[^\w-]+/g, '-')
  const folder = path.join(out, name)
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  const minded = [...ace(book, folder), ...epubcheck(book, folder), ...calibre(book, folder)]
  console.log(`${path.relative(process.cwd(), book)}: ${minded.length ? `${minded.length} found` : 'nothing found'}`)
  minded.slice(0, 20).forEach(line => console.log(`  ${line}`))
  bad += minded.length
}
process.exit(bad ? 1 : 0)

function run(program, ...words) {
  const done = spawnSync(program, words, { env: environment, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (done.error) throw done.error
  return done
}

function ace(book, folder) {
  const done = run(path.join(bin, 'ace-puppeteer'), '--force', '--outdir', folder, book)
  const file = path.join(folder, 'report.json')
  if (!fs.existsSync(file)) return [`Ace: no report, exit ${done.status}: ${(done.stderr || done.stdout).trim().slice(-300)}`]
  const report = JSON.parse(fs.readFileSync(file, 'utf8'))
  const found = report.assertions.flatMap(document => document.assertions.map(one =>
    `Ace: ${document['earl:testSubject'].url}: ${one['earl:test']['earl:impact']} ${one['earl:test']['dct:title']}: ${one['earl:result']['dct:description']?.split('\n')[0] ?? ''}`))
  if (!found.length && report['earl:result']['earl:outcome'] !== 'pass') found.push('Ace: does not pass')
  return found
}

function epubcheck(book, folder) {
  const file = path.join(folder, 'epubcheck-ts.json')
  run(path.join(bin, 'epubcheck-ts'), '--json', file, book)
  const { messages } = JSON.parse(fs.readFileSync(file, 'utf8'))
  return messages.map(one => `epubcheck-ts: ${one.severity} ${one.id}: ${one.message} ${one.location?.path ?? ''}`)
}

function calibre(book, folder) {
  const done = run('ebook-convert', book, path.join(folder, 'book.azw3'))
  const said = `${done.stdout}\n${done.stderr}`.split('\n').map(line => line.trim())
  fs.writeFileSync(path.join(folder, 'calibre.log'), said.join('\n'))
  const found = said.filter(line => /\b(?:warn(?:ing)?|error|failed|could not|not found|invalid|unknown|missing)\b/i.test(line) && !OF_ITS_OWN.test(line))
  if (done.status !== 0) found.push(`exit ${done.status}`)
  return found.map(line => `calibre: ${line}`)
}
