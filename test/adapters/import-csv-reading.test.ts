import { describe, expect, it } from 'vitest'
import { checkCsv } from '../../adapters/documents/csv-reading.ts'
import { FileRefused } from '../../helpline/imports/header-reading.ts'
import type { CsvLine } from '../../helpline/imports/import-batch.ts'

const pieces = (bytes: Uint8Array, size = 7) =>
  (async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  })()

async function read(content: string | Uint8Array, size?: number) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const checked = await checkCsv(pieces(bytes, size ?? bytes.length))
  const lines: CsvLine[] = []
  for await (const line of checked.read(pieces(bytes, size))) lines.push(line)
  return { ...checked, lines }
}
const refused = async (content: string | Uint8Array): Promise<string> =>
  read(content).then(
    () => 'taken',
    (error: unknown) => {
      if (error instanceof FileRefused) return error.message
      throw error
    },
  )

describe('a CSV file', () => {
  it('is read with semicolons, commas or tabs, whatever stands in quotes', async () => {
    for (const [delimiter, other] of [
      [';', ','],
      [',', ';'],
      ['\t', ','],
    ] as const) {
      const { header, lines, rows } = await read(
        `Nome${delimiter}"Note${other}${other}${other}"\nRosa${delimiter}"a${delimiter}""b"""\n`,
      )
      expect(header).toEqual(['Nome', `Note${other}${other}${other}`])
      expect(lines).toEqual([{ line: 2, cells: ['Rosa', `a${delimiter}"b"`] }])
      expect(rows).toBe(1)
    }
  })

  it('is read as UTF-8 with or without its mark, and as Windows-1252 otherwise, wherever it is cut', async () => {
    const text = 'Città;Nota\nSalò;“perché” €\n'
    const cells = ['Salò', '“perché” €']
    const utf8 = await read(`\ufeff${text}`, 3)
    expect([utf8.header, utf8.lines[0]?.cells]).toEqual([['Città', 'Nota'], cells])
    expect((await read(text, 1)).lines[0]?.cells).toEqual(cells)
    const windows = Buffer.from('Citt\xe0;Nota\nSal\xf2;\x93perch\xe9\x94 \x80\n', 'latin1')
    const read1252 = await read(windows, 1)
    expect([read1252.header, read1252.lines[0]?.cells]).toEqual([['Città', 'Nota'], cells])
  })

  it('says at which line a row begins, blank and broken lines counted', async () => {
    const { lines } = await read('a;b\r\n1;"due\r\nrighe"\r\n\r\n;\r\n2;x\r\n')
    expect(lines.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [2, '1'],
      [6, '2'],
    ])
  })

  it('keeps what looks like a formula as it is', async () => {
    expect((await read('a\n=1+1\n')).lines[0]?.cells).toEqual(['=1+1'])
  })

  it.each([
    ['a quote never closed', `a;b\n1;2\n3;"4\n${'5;6\n'.repeat(20_000)}`, /Dalla riga 3 .*virgolette aperte/],
    ['a quote never closed at the end', 'a;b\n1;"2', /Dalla riga 2 .*virgolette aperte/],
    ['a quote in the wrong place', 'a;b\n1;2\n"Rosa" Bianchi;3\n', /Alla riga 3 le virgolette/],
    ['no row', 'a;b\n', /nessuna riga/],
    ['nothing at all', '\n\n', /vuoto/],
    ['UTF-16', Buffer.from('\ufeffa;b\n1;2\n', 'utf16le'), /UTF-16/],
    ['a workbook', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), /foglio di calcolo/],
    ['no text', Buffer.from([0x61, 0x3b, 0x00, 0x01, 0x02, 0x0a]), /Non è un file di testo/],
    ['a hundred megabytes', Buffer.alloc(100 * 1024 * 1024, 'a;b\n1;2\n'), /100 MB: al massimo/],
  ])('with %s is refused in one sentence', async (_, content, sentence) => {
    expect(await refused(content)).toMatch(sentence)
  })
})
