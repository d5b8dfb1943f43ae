import { describe, expect, it } from 'vitest'
import { telephoneDistricts } from '../../../helpline/territory/telephone-districts.ts'
import { comuni, provinces, territorySets } from '../../../prisma/reference/reference-data.ts'

const byCode = new Map(comuni.map((comune) => [comune.istatCode, comune]))
const today = '2026-11-24'
const validToday = comuni.filter((comune) => !comune.validTo || comune.validTo > today)

describe('the comuni of Lombardy', () => {
  it('are 1,501 today, spread over the twelve provinces as ISTAT counts them', () => {
    const counts = Object.fromEntries(
      provinces.map(({ sigla }) => [sigla, validToday.filter((comune) => comune.provinceSigla === sigla).length]),
    )
    expect(counts).toEqual({
      BG: 243,
      BS: 205,
      CO: 147,
      CR: 113,
      LC: 84,
      LO: 60,
      MB: 55,
      MI: 133,
      MN: 64,
      PV: 184,
      SO: 77,
      VA: 136,
    })
  })

  it('have well-formed codes, all different, and a place inside the region', () => {
    expect(byCode.size).toBe(comuni.length)
    for (const comune of comuni) {
      expect(comune.istatCode).toMatch(/^\d{6}$/)
      expect(comune.name.trim()).not.toBe('')
      if (comune.cadastralCode !== null) expect(comune.cadastralCode).toMatch(/^[A-Z]\d{3}$/)
      expect(comune.latitude > 44.6 && comune.latitude < 46.7, comune.name).toBe(true)
      expect(comune.longitude > 8.4 && comune.longitude < 11.5, comune.name).toBe(true)
    }
  })

  it('that ended point to a successor that was there on that day', () => {
    const ended = comuni.filter((comune) => comune.validTo !== null)
    expect(ended.map((comune) => comune.name).sort()).toEqual([
      'Albaredo Arnaboldi',
      'Bardello',
      'Bregano',
      'Lirio',
      'Malgesso',
      'Ronago',
      'Uggiate-Trevano',
    ])
    for (const { validTo, successorIstatCode, name } of ended) {
      const successor = byCode.get(successorIstatCode ?? '')
      expect(successor?.validTo, name).toBeNull()
      expect((successor?.validFrom ?? '') <= (validTo ?? ''), name).toBe(true)
    }
    expect(validToday.every((comune) => comune.successorIstatCode === null)).toBe(true)
  })

  it('carry a telephone district only where it bears their name', () => {
    const seats = comuni.filter((comune) => comune.telephoneDistrictPrefix !== null)
    const named = seats.map((comune) => ({ prefix: comune.telephoneDistrictPrefix, name: comune.name }))
    expect(named.sort((a, b) => (`${a.prefix}` < `${b.prefix}` ? -1 : 1))).toEqual(
      [...telephoneDistricts].sort((a, b) => (a.prefix < b.prefix ? -1 : 1)),
    )
  })
})

describe('the territory sets', () => {
  it('are the 15 ASL of 2013, the 8 ATS and the 3 ambiti of Cremona', () => {
    const count = (kind: string) => territorySets.filter((set) => set.kind === kind).length
    expect([count('asl2013'), count('ats'), count('ambito')]).toEqual([15, 8, 3])
    expect(new Set(territorySets.map((set) => `${set.kind} ${set.code}`)).size).toBe(26)
  })

  it('hold comuni that exist, each in one set of a kind at most', () => {
    for (const kind of ['asl2013', 'ats', 'ambito']) {
      const members = territorySets.filter((set) => set.kind === kind).flatMap((set) => set.comuni)
      expect(members.filter((code) => !byCode.has(code))).toEqual([])
      expect(new Set(members).size).toBe(members.length)
    }
  })

  it('say so where they are partial: only the provinces that are split lack a comune', () => {
    const uncovered = (kind: string) => {
      const members = new Set(territorySets.filter((set) => set.kind === kind).flatMap((set) => set.comuni))
      return [...new Set(comuni.filter(({ istatCode }) => !members.has(istatCode)).map((c) => c.provinceSigla))].sort()
    }
    expect(uncovered('asl2013')).toEqual(['BS', 'MI'])
    expect(uncovered('ats')).toEqual(['BS', 'CO'])
    const cremona = territorySets.filter((set) => set.kind === 'ambito')
    expect(cremona.flatMap((set) => set.comuni)).toHaveLength(113)
    expect(cremona.every((set) => set.partial)).toBe(true)
  })
})
