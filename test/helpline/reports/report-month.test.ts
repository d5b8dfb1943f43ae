import { describe, expect, it } from 'vitest'
import { Invalid, NotAllowed, NotFound } from '../../../helpline/errors.ts'
import { begunMonth, reportMonth } from '../../../helpline/reports/report-month.ts'
import { chooseScope } from '../../../helpline/reports/report-scope.ts'

describe('a month of a report', () => {
  it.each([
    ['2026-03', 'marzo 2026', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z', 31],
    ['2026-10', 'ottobre 2026', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z', 31],
    ['2026-12', 'dicembre 2026', '2026-11-30T23:00:00.000Z', '2026-12-31T23:00:00.000Z', 31],
    ['2028-02', 'febbraio 2028', '2028-01-31T23:00:00.000Z', '2028-02-29T23:00:00.000Z', 29],
  ])('%s is %s, from %s to %s', (month, name, from, to, length) => {
    const found = reportMonth(month)
    expect(found).toMatchObject({ month, name, period: { from: new Date(from), to: new Date(to) } })
    expect(found.days).toHaveLength(length)
    expect([found.days[0], found.days.at(-1)]).toEqual([`${month}-01`, `${month}-${length}`])
  })

  it.each(['2026-13', '2026-00', '2026-1', '1999-01', '2026-11-01', ' 2026-11', '2026/11', ''])(
    'is refused when it is written %j',
    (month) => {
      expect(() => reportMonth(month)).toThrow(Invalid)
    },
  )

  it('is refused until its first midnight in Rome', () => {
    expect(() => begunMonth('2027-01', new Date('2026-12-31T22:59:59.999Z'))).toThrow(Invalid)
    expect(begunMonth('2027-01', new Date('2026-12-31T23:00:00Z')).name).toBe('gennaio 2027')
  })
})

describe('the part of the network a report is about', () => {
  const points = [
    { id: 'crema', name: 'Crema', active: true },
    { id: 'cremona', name: 'Cremona', active: true },
    { id: 'lodi', name: 'Lodi', active: true },
  ]
  const coordinator = {
    operatorId: 'ada',
    name: 'Ada Bianchi',
    email: 'ada@filo.example',
    role: 'coordinator' as const,
    listeningPointIds: ['lodi', 'cremona'],
  }
  const region = { ...coordinator, role: 'regionalAdmin' as const, listeningPointIds: [] }

  it('is the whole network for the region, unless it chooses a point', () => {
    expect(chooseScope(region, points)).toEqual({ kind: 'region', id: null, name: 'Tutta la rete' })
    expect(chooseScope(region, points, 'lodi')).toEqual({ kind: 'listeningPoint', id: 'lodi', name: 'Lodi' })
  })

  it('is the coordinator’s first point by name, or the one of theirs they choose', () => {
    expect(chooseScope(coordinator, points).name).toBe('Cremona')
    expect(chooseScope(coordinator, points, 'lodi').name).toBe('Lodi')
  })

  it('is never somebody else’s point, nor one that is not there', () => {
    expect(() => chooseScope(coordinator, points, 'crema')).toThrow(NotAllowed)
    expect(() => chooseScope(region, points, 'atlantide')).toThrow(NotFound)
    expect(() => chooseScope({ ...coordinator, listeningPointIds: [] }, points)).toThrow(NotAllowed)
  })
})
