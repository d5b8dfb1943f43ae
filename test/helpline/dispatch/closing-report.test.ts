import { describe, expect, it } from 'vitest'
import {
  type OdometerPast,
  odometerQuestions,
  type ServiceReport,
  withKilometres,
} from '../../../helpline/dispatch/day/closing-report.ts'
import { Invalid } from '../../../helpline/errors.ts'

const report = (changes: Partial<ServiceReport> = {}): ServiceReport => ({
  outcome: 'done',
  km: null,
  minutes: null,
  passengers: 1,
  ...changes,
})
function refusal(changes: Partial<ServiceReport>): Readonly<Record<string, string>> {
  try {
    withKilometres(report(changes))
  } catch (error) {
    if (error instanceof Invalid) return error.fields
  }
  return {}
}

describe('the kilometres of a service', () => {
  it('come from the two readings', () => {
    expect(withKilometres(report({ odometerStartKm: 48_200, odometerEndKm: 48_235 })).km).toBe(35)
    expect(withKilometres(report({ odometerStartKm: 48_200, odometerEndKm: 48_235, km: 35 })).km).toBe(35)
    expect(withKilometres(report({ odometerEndKm: 48_235, km: 12 })).km).toBe(12)
  })

  it('are asked about where the readings contradict them, or one another', () => {
    expect(Object.keys(refusal({ odometerStartKm: 48_235, odometerEndKm: 48_200 }))).toEqual(['odometerEndKm'])
    expect(Object.keys(refusal({ odometerStartKm: 4_820, odometerEndKm: 48_200 }))).toEqual(['odometerEndKm'])
    expect(Object.keys(refusal({ odometerStartKm: 48_200, odometerEndKm: 48_235, km: 53 }))).toEqual(['km'])
  })
})

describe('a dashboard beside those read before', () => {
  const at = (time: string, day = '2026-11-25') => new Date(`${day}T${time}:00+01:00`)
  const past: OdometerPast = {
    readings: [{ id: 'r', readAt: at('08:00', '2026-11-24'), km: 48_200 }],
    trips: [{ endedAt: at('12:00', '2026-11-24'), km: 40 }],
  }
  const service = (odometerStartKm: number | null, odometerEndKm: number | null, km: number | null = null) => ({
    startsAt: at('09:00'),
    endsAt: at('10:00'),
    odometerStartKm,
    odometerEndKm,
    km,
  })

  it.each<[string, ReturnType<typeof service>, string[] | null]>([
    ['fits what the services explain', service(48_240, 48_275, 35), null],
    ['is not always read to the kilometre', service(48_247, 48_282, 35), null],
    ['begins where nothing explains it', service(48_640, 48_675, 35), ['odometerStartKm']],
    ['begins before it ended', service(48_190, 48_225, 35), ['odometerStartKm']],
    ['begins where the services say more', service(48_205, 48_240, 35), ['odometerStartKm']],
    ['is read at the end alone, and fits', service(null, 48_275, 35), null],
    ['is read at the end alone, and does not', service(null, 48_575, 35), ['odometerEndKm']],
    ['is not read', service(null, null, 35), null],
  ])('%s', (_, reading, asked) => {
    const questions = odometerQuestions(past, reading)
    expect(questions && Object.keys(questions)).toEqual(asked)
  })

  it('is asked about where somebody has read less since', () => {
    const later = { readings: [...past.readings, { id: 's', readAt: at('18:00'), km: 48_250 }], trips: past.trips }
    expect(odometerQuestions(later, service(48_240, 48_275, 35))?.odometerEndKm).toMatch(/erano ancora 48250/)
  })
})
