import { describe, expect, it } from 'vitest'
import { momentOf } from '../../operator-console/src/features/people/consent-moment.ts'

describe('when a consent was said', () => {
  it.each([
    ['no day', null, {}],
    ['today: at this moment, after what was said this morning', '2026-11-24', {}],
    ['another day: its first moment in Rome', '2026-11-20', { at: '2026-11-19T23:00:00.000Z' }],
  ])('%s', (_what, day, moment) => {
    expect(momentOf(day, new Date('2026-11-24T00:30:00+01:00'))).toEqual(moment)
  })
})
