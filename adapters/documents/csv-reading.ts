import { createHash } from 'node:crypto'
import { CsvError, parse } from 'csv-parse'
import { FileRefused } from '../../helpline/imports/header-reading.ts'
import type { CheckedFile, CsvLine } from '../../helpline/imports/import-batch.ts'
import { sizeRefusal } from '../../helpline/imports/start-import.ts'
import { type TextEncoding, textDecoder } from './text-decoding.ts'

/** A record longer than this is a quote that was never closed. */
const LONGEST_RECORD = 64 * 1024
const DELIMITERS = [';', ',', '\t'] as const

interface CsvShape {
  encoding: TextEncoding
  delimiter: string
}

type Bytes = AsyncIterable<Uint8Array>

/**
 * Looks through the whole file: that it is text, in which encoding, with which delimiter, and that every quote closes.
 * Nothing of it is kept but its fingerprint and its first line.
 */
export async function checkCsv(file: Bytes): Promise<CheckedFile & { read(file: Bytes): AsyncIterable<CsvLine> }> {
  const hash = createHash('sha256')
  const lookout = encodingLookout()
  let sizeBytes = 0
  const counted = async function* () {
    for await (const bytes of file) {
      sizeBytes += bytes.length
      const tooLarge = sizeRefusal(sizeBytes)
      if (tooLarge) throw new FileRefused(tooLarge)
      hash.update(bytes)
      lookout.see(bytes)
      yield startsWith(bytes, UTF8_MARK) && sizeBytes === bytes.length ? bytes.subarray(UTF8_MARK.length) : bytes
    }
    lookout.end()
  }
  const beginning = await peek(counted())
  const delimiter = delimiterOf(beginning.first)
  let header: string[] | undefined
  let rows = 0
  // As latin1 every byte is a letter: the structure is the same, and the bytes can be had back.
  for await (const { cells } of parsed(beginning.all, { encoding: 'latin1', delimiter })) {
    if (header) rows += 1
    else header = cells
  }
  if (!header) throw new FileRefused('Il file è vuoto.')
  if (rows === 0) throw new FileRefused('Il file ha le intestazioni ma nessuna riga.')
  const shape: CsvShape = { encoding: lookout.encoding(), delimiter }
  const decoder = textDecoder(shape.encoding)
  return {
    sha256: hash.digest('hex'),
    header: header.map((title) => decoder.decode(Buffer.from(title, 'latin1'))),
    rows,
    async *read(again) {
      let isHeader = true
      for await (const line of parsed(again, shape)) {
        if (!isHeader) yield line
        isHeader = false
      }
    },
  }
}

/** The titles alone, of the beginning of a file: enough to guess what it is. */
export async function titlesOf(beginning: Uint8Array): Promise<string[]> {
  const shape = { encoding: 'utf-8', delimiter: delimiterOf(beginning) } as const
  const bytes = (async function* () {
    yield beginning
  })()
  for await (const { cells } of parsed(bytes, shape)) return cells
  return []
}

async function peek(bytes: AsyncGenerator<Uint8Array>): Promise<{ first: Uint8Array; all: Bytes }> {
  const start = await bytes.next()
  const first = start.done ? new Uint8Array() : start.value
  return {
    first,
    all: (async function* () {
      if (!start.done) yield first
      yield* bytes
    })(),
  }
}

/** The one that stands most often in the first line, outside its quotes. */
function delimiterOf(first: Uint8Array): string {
  const line =
    Buffer.from(first)
      .toString('latin1')
      .split(/[\r\n]/, 1)[0]
      ?.replaceAll(/"[^"]*"/g, '') ?? ''
  const count = (delimiter: string) => line.split(delimiter).length
  return [...DELIMITERS].sort((a, b) => count(b) - count(a))[0] as string
}

const MARK_BYTES: readonly (readonly number[])[] = [
  [0xff, 0xfe],
  [0xfe, 0xff],
]
const UTF8_MARK = [0xef, 0xbb, 0xbf]
const ZIP = [0x50, 0x4b, 0x03, 0x04]
const startsWith = (bytes: Uint8Array, mark: readonly number[]) => mark.every((byte, at) => bytes[at] === byte)

/** UTF-8 when every byte agrees, windows-1252 otherwise; what no text holds is refused at once. */
function encodingLookout() {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let isUtf8 = true
  let isFirst = true
  const tryUtf8 = (work: () => void) => {
    if (!isUtf8) return
    try {
      work()
    } catch {
      isUtf8 = false
    }
  }
  return {
    see(bytes: Uint8Array): void {
      if (isFirst && startsWith(bytes, ZIP)) {
        throw new FileRefused(
          'È un foglio di calcolo, non un CSV: lo apra e lo salvi come «CSV (separato da punto e virgola)».',
        )
      }
      if (isFirst && MARK_BYTES.some((mark) => startsWith(bytes, mark))) {
        throw new FileRefused('Il file è scritto in UTF-16: lo salvi come «CSV UTF-8».')
      }
      isFirst = false
      if (hasByteOfNoText(bytes)) throw new FileRefused('Non è un file di testo: lo salvi come CSV.')
      tryUtf8(() => utf8.decode(bytes, { stream: true }))
    },
    end: () => tryUtf8(() => utf8.decode()),
    encoding: (): TextEncoding => (isUtf8 ? 'utf-8' : 'windows-1252'),
  }
}

function hasByteOfNoText(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1a) return true
  }
  return false
}

async function* decoded(file: Bytes, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = textDecoder(encoding)
  for await (const bytes of file) yield decoder.decode(bytes, { stream: true })
  yield decoder.decode()
}

/** Records with the line they start at; blank ones are left out. */
async function* parsed(file: Bytes, { encoding, delimiter }: CsvShape): AsyncGenerator<CsvLine> {
  let found: CsvLine[] = []
  let endedAt = 0
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    max_record_size: LONGEST_RECORD,
    // Taken as they are found: nothing goes through the parser's own stream, a million times over.
    on_record: (cells: string[]) => {
      if (cells.some((cell) => cell.trim() !== '')) found.push({ line: endedAt + 1, cells })
      endedAt += 1 + cells.reduce((sum, cell) => sum + breaksIn(cell), 0)
      return null
    },
  })
  // Whoever writes is told; unheard, it would end the process.
  parser.on('error', () => undefined).resume()
  try {
    for await (const text of decoded(file, encoding)) {
      if (text === '') continue
      await told((done) => parser.write(text, done))
      yield* found
      found = []
    }
    await told((done) => parser.end(done))
    yield* found
  } catch (error) {
    throw error instanceof CsvError ? new FileRefused(csvSentence(error, endedAt + 1)) : error
  } finally {
    parser.destroy()
  }
}

// The parser counts a CRLF within quotes as two lines.
const breaksIn = (cell: string): number => (/[\r\n]/.test(cell) ? cell.split(/\r\n|\r|\n/).length - 1 : 0)

const told = (work: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => work((error) => (error ? reject(error) : resolve())))

function csvSentence(error: CsvError, line: number): string {
  if (error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return `Dalla riga ${line} ci sono virgolette aperte e mai chiuse: le corregga e ricominci.`
  }
  return `Alla riga ${line} le virgolette non sono scritte come in un CSV: quelle dentro un testo vanno raddoppiate.`
}
