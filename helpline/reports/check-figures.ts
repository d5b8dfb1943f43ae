import type { Occasion, Transactions } from '../changes/change.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import type { Bucket, RecountRows } from './recount-figures.ts'
import { type CountedRows, type TalliedPart, tallyParts } from './tally.ts'

export interface FiguresAlarm {
  startsOn: IsoDate
  listeningPointId: string | null
  /** How many parts of the point, or how many people. */
  differences: number
  /** Where to look: a part of the network, or a person's id. */
  example: string
}

export interface CheckRows extends Pick<RecountRows, 'lockRecount'> {
  /** Months of points with a tally or with something to count; those that wait for a recount left out. */
  listBucketsToCheck(year: number): Promise<Bucket[]>
  /** Whether it waits for a recount after all. */
  isMarked(bucket: Bucket): Promise<boolean>
  readBucket(bucket: Bucket): Promise<CountedRows>
  /** The parts whose tallies are not these. */
  differsFrom(bucket: Bucket, parts: TalliedPart[]): Promise<TalliedPart[]>
  /** The parts whose year is not the sum of its months. */
  yearsThatDiffer(year: number): Promise<{ listeningPointId: string; example: string }[]>
  /** People of the year whose rows a recount does not confirm; those that wait for one left out. */
  peopleThatDiffer(year: number): Promise<string[]>
  /** A year's tallies of a point, summed again from its months. */
  sumYear(year: number, listeningPointId: string): Promise<void>
  /** Parts of the year and of its months whose people are not those of their rows; put right. */
  mendPeople(year: number): Promise<string[]>
  addAlarm(alarm: FiguresAlarm & { at: Date }): Promise<string>
  markBucket(bucket: Bucket): Promise<void>
  markPeople(personIds: readonly string[]): Promise<void>
  firstYearToCheck(): Promise<number | null>
}

/**
 * Counts a year again beside its tallies. Whatever differs is an alarm, and is marked to be counted again; then the year before
 * is asked for, as far back as there is anything.
 */
export async function checkFigures(
  doors: Transactions<CheckRows> & Pick<CheckRows, 'listBucketsToCheck'>,
  occasion: Occasion,
  { day, year }: { day: IsoDate; year: number },
): Promise<FiguresAlarm[]> {
  const alarms: FiguresAlarm[] = []
  const raise = async (tx: Parameters<Parameters<typeof doors.transaction>[1]>[0], alarm: FiguresAlarm) => {
    alarms.push(alarm)
    const id = await tx.addAlarm({ ...alarm, at: occasion.now })
    tx.trace({
      action: 'report.tallyWrong',
      entity: 'reportAlarm',
      entityId: id,
      listeningPointId: alarm.listeningPointId,
    })
    tx.announce({ topic: 'report', entityId: id, listeningPointId: alarm.listeningPointId })
  }
  for (const bucket of await doors.listBucketsToCheck(year)) {
    await doors.transaction(occasion, async (tx) => {
      await tx.lockRecount({ wait: true })
      const different = await tx.differsFrom(bucket, tallyParts(await tx.readBucket(bucket)))
      const [first] = different
      // A change that came after the list was made is no fault.
      if (!first || (await tx.isMarked(bucket))) return
      await raise(tx, {
        startsOn: bucket.monthOn,
        listeningPointId: bucket.listeningPointId,
        differences: different.length,
        example: `${first.kind} ${first.id}`,
      })
      await tx.markBucket(bucket)
    })
  }
  await doors.transaction(occasion, async (tx) => {
    await tx.lockRecount({ wait: true })
    const startsOn = `${year}-01-01`
    for (const { listeningPointId, example } of await tx.yearsThatDiffer(year)) {
      await raise(tx, { startsOn, listeningPointId, differences: 1, example })
      await tx.sumYear(year, listeningPointId)
    }
    const [counted, ...more] = await tx.mendPeople(year)
    if (counted) {
      await raise(tx, { startsOn, listeningPointId: null, differences: more.length + 1, example: counted })
    }
    const people = await tx.peopleThatDiffer(year)
    if (people[0]) {
      await raise(tx, { startsOn, listeningPointId: null, differences: people.length, example: people[0] })
      await tx.markPeople(people)
    }
    const firstYear = await tx.firstYearToCheck()
    if (firstYear !== null && year > firstYear) {
      tx.ask({ name: 'check-figures', payload: { day, year: year - 1 }, key: `check-figures:${day}:${year - 1}` })
    }
  })
  return alarms
}
