import { describe, expect, it } from 'vitest'
import { isStale } from '../../../helpline/directory/freshness.ts'
import { ageClassOf, ageOn } from '../../../helpline/people/profile.ts'

describe('age', () => {
  it.each([
    ['1941-03-19', '2026-03-18', 84],
    ['1941-03-19', '2026-03-19', 85],
    ['1940-02-29', '2026-02-28', 85],
    ['1940-02-29', '2026-03-01', 86],
    ['1940-02-29', '2028-02-29', 88],
    ['2026-11-24', '2026-11-24', 0],
  ])('born on %s, on %s: %d', (born, day, age) => {
    expect(ageOn(born, day)).toBe(age)
  })

  it.each([
    [64, 'under65'],
    [65, 'from65to74'],
    [74, 'from65to74'],
    [75, 'from75to79'],
    [79, 'from75to79'],
    [80, 'from80to84'],
    [84, 'from80to84'],
    [85, 'from85'],
    [104, 'from85'],
  ])('%d is in the class %s', (age, ageClass) => {
    expect(ageClassOf(age)).toBe(ageClass)
  })
})

describe('an entry of the directory', () => {
  it.each([
    [null, true],
    ['2025-11-23', true],
    ['2025-11-24', false],
    ['2026-11-24', false],
  ])('checked on %s is stale on 24 November 2026: %s', (checked, stale) => {
    expect(isStale(checked, '2026-11-24')).toBe(stale)
  })
})
