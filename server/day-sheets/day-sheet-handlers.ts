import { daySheetsFile } from '../../adapters/documents/export-documents.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import type { daySheetEndpoints, SheetView } from '../../contract/day-sheets.ts'
import { closeFeed, openFeed } from '../../helpline/dispatch/day/calendar-feed.ts'
import { type DaySheet, printDaySheets, readDaySheets, type SheetKind } from '../../helpline/dispatch/day/day-sheet.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import type { Handlers } from '../routes.ts'

const viewSheet = ({ services, detail, ...sheet }: DaySheet, by: SheetKind): SheetView => ({
  ...sheet,
  detail: by === 'volunteer' ? formatPhone(detail) : detail,
  services: services.map(({ person, volunteer, vehicle, startsAt, endsAt, state, ...service }) => ({
    ...service,
    isClosed: state === 'done',
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    personName: person.name,
    volunteerName: volunteer.name,
    vehicleName: vehicle?.name ?? null,
  })),
})

export const daySheetHandlers = ({
  store,
  publicBaseUrl,
}: {
  store: Store
  publicBaseUrl: string
}): Handlers<typeof daySheetEndpoints> => ({
  readDaySheets: async ({ input: { query }, who }) =>
    (await readDaySheets(store, { who, ...query })).map((sheet) => viewSheet(sheet, query.by)),

  printDaySheets: async ({ input: { query }, who, occasion }) => {
    const { day, by, sheets } = await printDaySheets(store, occasion, { who, ...query })
    const pages = sheets.map(({ pageToken, ...sheet }) => ({
      ...sheet,
      pageAddress: `${publicBaseUrl}/${by === 'volunteer' ? 'v' : 'a'}/${pageToken}`,
    }))
    const content = await daySheetsFile({ day, by, sheets: pages }, occasion.now)
    return {
      fileName: `fogli-${by === 'volunteer' ? 'volontari' : 'automezzi'}-${day}.pdf`,
      content: Buffer.from(content),
    }
  },

  openCalendarFeed: async ({ input: { body }, who, occasion }) => ({
    address: `${publicBaseUrl}/c/${await openFeed(store, occasion, { who, ...body })}.ics`,
  }),

  closeCalendarFeed: async ({ input: { body }, who, occasion }) => {
    await closeFeed(store, occasion, { who, ...body })
    return { hasFeed: false }
  },
})
