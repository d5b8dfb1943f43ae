import type { Store } from '../../adapters/postgres/store.ts'
import type { boardEndpoints, CandidateView, HandChangeView } from '../../contract/board.ts'
import { assignByHand, checkAssignment } from '../../helpline/dispatch/assign-by-hand.ts'
import { type Candidates, listCandidates } from '../../helpline/dispatch/board/list-candidates.ts'
import { moveService } from '../../helpline/dispatch/board/move-service.ts'
import { readBoard } from '../../helpline/dispatch/board/read-board.ts'
import { readServiceCalendar } from '../../helpline/dispatch/board/read-service-calendar.ts'
import { searchAgain } from '../../helpline/dispatch/board/search-again.ts'
import { undoChange } from '../../helpline/dispatch/board/undo-change.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import type { Handlers } from '../routes.ts'
import { viewService } from '../service-view.ts'

const viewCandidate = ({ id, phoneE164, ...volunteer }: Candidates['ranked'][number]): CandidateView => ({
  ...volunteer,
  volunteerId: id,
  phone: formatPhone(phoneE164),
})

const iso = (date: Date): string => date.toISOString()
const viewRange = <T extends { from: Date; until: Date }>(range: T) => ({
  ...range,
  from: iso(range.from),
  until: iso(range.until),
})

export const boardHandlers = (store: Store): Handlers<typeof boardEndpoints> => ({
  readBoard: async ({ who, occasion: { now } }) => {
    const { rows, more } = await readBoard(store, { who, now })
    return {
      rows: rows.map(({ service, reason }) => ({
        service: viewService(service, now),
        reasonKind: reason.kind,
        reason: reason.words,
        nextAt: (service.openOffers > 0 ? service.waitingUntil : service.nextWaveAt)?.toISOString() ?? null,
      })),
      more,
    }
  },

  listCandidates: async ({ input, who, occasion }) => {
    const { ranked, excluded, vehicles } = await listCandidates(store, { who, ...input.params, now: occasion.now })
    return { ranked: ranked.map(viewCandidate), excluded: excluded.map(viewCandidate), vehicles }
  },

  readServiceCalendar: async ({ input, who }) => {
    const { days, services, volunteers, vehicles, isCut } = await readServiceCalendar(store, { who, ...input.query })
    return {
      isCut,
      days: days.map(viewRange),
      services: services.map((service) => ({
        ...service,
        startsAt: iso(service.startsAt),
        endsAt: iso(service.endsAt),
      })),
      volunteers: volunteers.map((row) => ({ ...row, away: row.away.map(viewRange) })),
      vehicles: vehicles.map((row) => ({ ...row, away: row.away.map(viewRange) })),
    }
  },

  checkAssignment: async ({ input, who, occasion }) => {
    const conflicts = await checkAssignment(store, occasion, { who, ...input.params, ...input.body })
    return { volunteerId: conflicts.volunteerId ?? null, vehicleId: conflicts.vehicleId ?? null }
  },

  assignByHand: async ({ input, who, occasion }): Promise<HandChangeView> => {
    const { tellAt, toCall } = await assignByHand(store, occasion, { who, ...input.params, ...input.body })
    return { version: input.body.version + 1, tellAt: iso(tellAt), toCall, isSearching: false, back: null }
  },

  moveService: async ({ input, who, occasion }): Promise<HandChangeView> => {
    const { startsAt, endsAt, version } = input.body
    const times = { startsAt: new Date(startsAt), endsAt: endsAt === null ? null : new Date(endsAt) }
    const moved = await moveService(store, occasion, { who, ...input.params, version, ...times })
    const { toCall, isSearching, tellAt } = moved
    const back = moved.back && { ...moved.back, startsAt: iso(moved.back.startsAt) }
    return { version: version + 1, tellAt: iso(tellAt), toCall, isSearching, back }
  },

  undoServiceChange: async ({ input, who, occasion }) => {
    await undoChange(store, occasion, { who, ...input.params, ...input.body })
    return { version: input.body.version + 1 }
  },

  searchAgain: async ({ input, who, occasion }) => {
    await searchAgain(store, occasion, { who, ...input.params, ...input.body })
    return { version: input.body.version }
  },
})
