import type { WrittenRepetition } from '../../helpline/contacts/written-repetition.ts'
import type { TestApp } from './app.ts'

/** Every Monday, Wednesday and Friday until somebody ends it. */
export const aRepetition = (some: Partial<WrittenRepetition> = {}): WrittenRepetition => ({
  kind: 'weekly',
  weekdays: [1, 3, 5],
  everyWeeks: 1,
  place: 1,
  weekday: 1,
  ends: 'never',
  endsOn: null,
  times: null,
  skipHolidays: true,
  excludedDates: [],
  addedDates: [],
  ...some,
})

/** Written in the request as it is now. */
export async function writeRepetition(
  app: Pick<TestApp, 'db' | 'call'>,
  requestId: string,
  repetition: WrittenRepetition | null,
  cookie: string,
) {
  const { contactId, version } = await app.db.request.findUniqueOrThrow({ where: { id: requestId } })
  const body = { kind: 'help' as const, version, repetition }
  return app.call('saveRequest', { params: { contactId, requestId }, body }, cookie)
}
