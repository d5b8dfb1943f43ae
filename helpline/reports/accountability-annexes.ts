import type { DestinationKind, HelpKind } from '../contacts/kinds.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import type { Period } from './report-period.ts'
import type { ReportScope } from './report-scope.ts'
import { isSmall } from './small-cells.ts'

/** How the people helped are told in what goes with a report: as the agreement wants. */
export const annexPeople = ['anonymous', 'initials'] as const
export type AnnexPeople = (typeof annexPeople)[number]
export const annexPeopleNames: Record<AnnexPeople, string> = {
  anonymous: 'con un numero, senza nome',
  initials: 'con le iniziali',
}

/** A service done in the period, as the store knows it. */
export interface AnnexServiceRow {
  day: IsoDate
  helpKind: HelpKind
  personId: string
  firstName: string
  lastName: string
  comune: string | null
  association: string | null
  destinationKind: DestinationKind | null
  km: number | null
  minutes: number | null
}

export interface AnnexExpenseRow {
  day: IsoDate
  firstName: string
  lastName: string
  association: string
  description: string
  amountCents: number
}

export interface AnnexReads {
  /** The services the figures of that part count as done, and the expenses allowed to its associations: by day. */
  listAnnexRows(
    period: Period,
    scope: ReportScope,
  ): Promise<{ services: AnnexServiceRow[]; expenses: AnnexExpenseRow[] }>
}

/** Names are left behind here; so is a comune or a destination so rare in the list that it could point at somebody. */
export interface AnnexTables {
  services: (Omit<AnnexServiceRow, 'personId' | 'firstName' | 'lastName'> & { person: string })[]
  /** Of all services done, by association and kind: they add up to those of the list. */
  worked: { association: string | null; helpKind: HelpKind; services: number; minutes: number; km: number }[]
  expenses: (Omit<AnnexExpenseRow, 'firstName' | 'lastName'> & { volunteer: string })[]
}

/** Of these services, what is told of a column where it is rare. */
function unlessRare<K extends string>(values: readonly (K | null)[]): (value: K | null) => K | null {
  const counts = new Map<K | null, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return (value) => (isSmall(counts.get(value) ?? 0) ? null : value)
}

const initialsOf = ({ firstName, lastName }: { firstName: string; lastName: string }): string =>
  [firstName, lastName]
    .flatMap((name) => name.trim().split(/\s+/))
    .flatMap((word) => (word ? [`${word[0]?.toLocaleUpperCase('it')}.`] : []))
    .join(' ')

export function annexTables(
  { services, expenses }: Awaited<ReturnType<AnnexReads['listAnnexRows']>>,
  people: AnnexPeople,
): AnnexTables {
  // A number of this paper alone: it says who came back, and nothing else.
  const numbers = new Map<string, number>()
  const numberOf = (personId: string): number => {
    const number = numbers.get(personId) ?? numbers.size + 1
    numbers.set(personId, number)
    return number
  }
  const comuneOf = unlessRare(services.map(({ comune }) => comune))
  const destinationOf = unlessRare(services.map(({ destinationKind }) => destinationKind))
  const worked = new Map<string, AnnexTables['worked'][number]>()
  const listed = services.map(({ personId, firstName, lastName, ...service }) => {
    const { association, helpKind, minutes, km } = service
    const key = `${association ?? ''} ${helpKind}`
    const line = worked.get(key) ?? { association, helpKind, services: 0, minutes: 0, km: 0 }
    worked.set(key, {
      ...line,
      services: line.services + 1,
      minutes: line.minutes + (minutes ?? 0),
      km: line.km + (km ?? 0),
    })
    const person = people === 'initials' ? initialsOf({ firstName, lastName }) : `assistito ${numberOf(personId)}`
    const { comune, destinationKind } = service
    return { ...service, comune: comuneOf(comune), destinationKind: destinationOf(destinationKind), person }
  })
  return {
    services: listed,
    worked: [...worked.values()].sort((a, b) => (a.association ?? '').localeCompare(b.association ?? '', 'it')),
    expenses: expenses.map(({ firstName, lastName, ...expense }) => ({
      ...expense,
      volunteer: initialsOf({ firstName, lastName }),
    })),
  }
}
