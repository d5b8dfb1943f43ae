import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CalendarEvent, calendarText } from '../../../helpline/dispatch/day/calendar-text.ts'

const event = (changes: Partial<CalendarEvent> = {}): CalendarEvent => ({
  uid: 'a@filo-dargento',
  sequence: 3,
  stampedAt: new Date('2026-11-20T10:00:00+01:00'),
  startsAt: new Date('2026-11-25T09:00:00+01:00'),
  endsAt: new Date('2026-11-25T10:00:00+01:00'),
  summary: 'Teresa: mobilità/trasporto',
  location: 'Cremona',
  isCancelled: false,
  ...changes,
})

/** As a calendar program reads it. */
function parsed(text: string): Map<string, string>[] {
  const events: Map<string, string>[] = []
  for (const line of text.replaceAll('\r\n ', '').split('\r\n')) {
    if (line === 'BEGIN:VEVENT') events.push(new Map())
    const [name = '', ...value] = line.split(':')
    const unescaped = value
      .join(':')
      .replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character))
    events.at(-1)?.set(name, unescaped)
  }
  return events
}

describe('a calendar as RFC 5545 wants it', () => {
  it('says when in UTC, on both sides of a clock change', () => {
    const [summer, winter] = parsed(
      calendarText('Auser: Bruno', [
        event({ startsAt: new Date('2026-10-24T09:00:00+02:00') }),
        event({ startsAt: new Date('2026-10-26T09:00:00+01:00'), isCancelled: true }),
      ]),
    )
    expect(summer?.get('DTSTART')).toBe('20261024T070000Z')
    expect(winter?.get('DTSTART')).toBe('20261026T080000Z')
    expect(summer?.get('STATUS')).toBe('CONFIRMED')
    expect(winter?.get('STATUS')).toBe('CANCELLED')
    expect(winter?.get('SEQUENCE')).toBe('3')
  })

  it('ends every line with CRLF, folds at 75 octets, and gives back what was written', () => {
    const anyText = fc
      .string({ unit: 'grapheme', maxLength: 200, size: 'max' })
      .map((text) => text.replaceAll(/\p{Cc}/gu, ''))
    fc.assert(
      fc.property(anyText, fc.constantFrom('', ', via; Po\\ 1\n2'), (text, more) => {
        const summary = `${text}${more}`
        const written = calendarText('Auser', [event({ summary })])
        expect(written.endsWith('END:VCALENDAR\r\n')).toBe(true)
        for (const line of written.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
          expect(line).not.toMatch(/[\r\n]/)
        }
        expect(parsed(written)[0]?.get('SUMMARY')).toBe(summary)
      }),
    )
  })

  it('lets nobody’s name begin a line of its own', () => {
    const written = calendarText('Auser', [event({ summary: 'Teresa\r\nATTENDEE:mailto:a@b.example\u0000' })])
    expect(written).not.toMatch(/^ATTENDEE/m)
    expect(parsed(written)[0]?.get('SUMMARY')).toBe('Teresa\nATTENDEE:mailto:a@b.example')
  })
})
