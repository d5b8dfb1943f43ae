import { describe, expect, it } from 'vitest'
import { createLog, type Log, maskPhoneNumbers, withLogContext } from '../../adapters/log.ts'

function logged(write: (log: Log) => void): { line: string; entry: Record<string, unknown> } {
  const lines: string[] = []
  write(createLog({ service: 'server', level: 'info', json: true, write: (line) => lines.push(line) }))
  const line = lines.join('')
  return { line, entry: JSON.parse(line) as Record<string, unknown> }
}

describe('the log', () => {
  it.each([
    '+393331234567',
    '3331234567',
    '0372 123456',
    '0372-123456',
    '+39 333 123 4567',
    '800995988',
    'tel:+390372123456',
    'riga\n0372123456',
  ])('masks %j in a message and in a field', (number) => {
    const { line } = logged((log) => log.info({ from: number, nested: { to: [number] } }, `chiamata da ${number}.`))
    expect(line.replace(/"time":"[^"]*"/, '')).not.toMatch(/\d[\d -]{5,}/)
    expect(line).toContain(number.slice(-2))
  })

  it.each([
    '0190a5b2-7c1d-7000-8000-123456789012',
    `CA${'0123456789'.repeat(3)}ab`,
    '2026-11-24T10:00:00.123Z',
    '2026-11-24',
    'job:offer-0190a5b2',
  ])('leaves %j as it is', (text) => {
    expect(maskPhoneNumbers(JSON.stringify({ text }))).toBe(JSON.stringify({ text }))
  })

  it('keeps figures that are numbers', () => {
    expect(logged((log) => log.info({ bytes: 12_345_678 }, 'sent')).entry.bytes).toBe(12_345_678)
  })

  it('drops names, words and secrets wherever they are', () => {
    const { line } = logged((log) =>
      log.info(
        {
          person: { firstName: 'Ines', lastName: 'Bonfanti', note: 'abita sola' },
          messages: [{ body: 'SI, vengo' }],
          password: 'x',
        },
        'opened',
      ),
    )
    for (const word of ['Ines', 'Bonfanti', 'sola', 'vengo']) expect(line).not.toContain(word)
  })

  it('tells of an error what it is and where, not what it carries', () => {
    const error = Object.assign(new Error('duplicate key\nKey (e164)=(+393331234567) Ines Bonfanti'), {
      code: '23505',
      detail: 'Key (e164)=(+393331234567) already exists.',
      meta: { name: 'Ines Bonfanti' },
    })
    const { line, entry } = logged((log) => log.error({ err: error }, 'failed'))
    expect(entry.err).toMatchObject({ type: 'Error', message: 'duplicate key', code: '23505' })
    expect(entry.err).toHaveProperty('stack.0', expect.stringMatching(/^at /))
    expect(line).not.toMatch(/Bonfanti|4567/)
  })

  it('carries the request and the call through everything they cause', async () => {
    const lines: string[] = []
    const log = createLog({ service: 'server', level: 'info', json: true, write: (line) => lines.push(line) })
    await withLogContext({ requestId: 'r-1' }, async () => {
      await Promise.resolve()
      withLogContext({ callId: 'c-1' }, () => log.info('routed'))
    })
    log.info('outside')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ requestId: 'r-1', callId: 'c-1', msg: 'routed' })
    expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('requestId')
  })

  it('is one readable line at a terminal', () => {
    let text = ''
    createLog({ service: 'workers', level: 'info', json: false, write: (line) => (text += line) }).info(
      { jobId: 'j-1' },
      'done',
    )
    expect(text).toMatch(/^\d\d:\d\d:\d\d info {2}\[workers\] done jobId=j-1\n$/)
  })
})
