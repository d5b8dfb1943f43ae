import { describe, expect, it } from 'vitest'
import type { CalendarService, CalendarView } from '../../contract/board.ts'
import { columnsOf, rowsOf } from '../../operator-console/src/features/calendar/calendar-rows.ts'

const BRUNO = '019aa000-0000-7000-8000-000000000001'
const MARTA = '019aa000-0000-7000-8000-000000000002'

const ride = (id: string, startsAt: string, volunteerId: string | null): CalendarService => ({
  id,
  version: 1,
  helpKind: 'transport',
  state: volunteerId ? 'assigned' : 'planned',
  startsAt,
  endsAt: new Date(Date.parse(startsAt) + 3_600_000).toISOString(),
  personName: 'Teresa Galli',
  toPlace: null,
  volunteerId,
  volunteerName: null,
  vehicleId: null,
  vehicleName: null,
  flags: [],
})

/** 25 October 2026: the hour from two to three happens twice. */
const longDay = (services: CalendarService[]): CalendarView => ({
  days: [{ day: '2026-10-25', from: '2026-10-24T22:00:00.000Z', until: '2026-10-25T23:00:00.000Z' }],
  services,
  volunteers: [
    { id: BRUNO, name: 'Bruno Ferrari', away: [] },
    { id: MARTA, name: 'Marta Riva', away: [{ from: '2026-10-25T22:00:00.000Z', until: '2026-10-26T22:00:00.000Z' }] },
  ],
  vehicles: [],
  isCut: { services: false, volunteers: false, vehicles: false },
})

describe('the rows of the calendar', () => {
  it('stand by the clock of Rome, before and after the change', () => {
    const view = longDay([
      ride('early', '2026-10-25T06:30:00.000Z', BRUNO),
      ride('nine', '2026-10-25T08:00:00.000Z', BRUNO),
      ride('late', '2026-10-25T22:30:00.000Z', BRUNO),
    ])
    const columns = columnsOf(view, 'day', (day) => day)
    const bruno = rowsOf(view, 'volunteer', columns, false).find(({ key }) => key === BRUNO)
    const byBand = bruno?.cells.flatMap(({ name, services }) => services.map(({ id }) => [name, id]))
    expect(byBand).toEqual([
      ['Fino alle 8', 'early'],
      ['8–10', 'nine'],
      ['Dopo le 18', 'late'],
    ])
  })

  it('begin with what nobody does, and show who is free only when asked', () => {
    const view = longDay([
      ride('open', '2026-10-25T08:00:00.000Z', null),
      ride('given', '2026-10-25T08:00:00.000Z', BRUNO),
    ])
    const columns = columnsOf(view, 'week', (day) => day)
    expect(rowsOf(view, 'volunteer', columns, false).map(({ name }) => name)).toEqual(['Da coprire', 'Bruno Ferrari'])
    const all = rowsOf(view, 'volunteer', columns, true)
    expect(all.map(({ name }) => name)).toEqual(['Da coprire', 'Bruno Ferrari', 'Marta Riva'])
    expect(all[2]?.cells[0]?.isAway).toBe(true)
    expect(all[1]?.cells[0]?.isAway).toBe(false)
  })

  it('hold every service once, whichever way they are ordered', () => {
    const view = longDay([
      ride('open', '2026-10-25T00:30:00.000Z', null),
      ride('given', '2026-10-25T01:30:00.000Z', MARTA),
    ])
    for (const span of ['week', 'day'] as const) {
      for (const by of ['volunteer', 'vehicle', 'all'] as const) {
        const rows = rowsOf(
          view,
          by,
          columnsOf(view, span, (day) => day),
          true,
        )
        const ids = rows.flatMap(({ cells }) => cells.flatMap(({ services }) => services.map(({ id }) => id)))
        expect(ids.sort()).toEqual(['given', 'open'])
      }
    }
  })
})
