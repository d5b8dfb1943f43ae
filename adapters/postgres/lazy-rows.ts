import type { Db } from './database.ts'

type Group = (db: Db) => object
type Intersection<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void ? I : never
export type RowsOf<Groups extends readonly Group[]> = Intersection<ReturnType<Groups[number]>>

/** All of them at once, for the whole life of the program. */
export const wholeRows = <const Groups extends readonly Group[]>(groups: Groups, db: Db): RowsOf<Groups> =>
  Object.assign({}, ...groups.map((group) => group(db))) as RowsOf<Groups>

/** For what lives as short as a transaction: a group is made when something of it is first asked for. */
export function lazyRows<const Groups extends readonly Group[]>(groups: Groups, db: Db): (db: Db) => RowsOf<Groups> {
  class Rows {
    readonly made: (Record<string, unknown> | undefined)[] = []
    readonly db: Db

    constructor(own: Db) {
      this.db = own
    }
  }
  for (const [index, group] of groups.entries()) {
    for (const name of Object.keys(group(db))) {
      // The later one would silently stand in for the earlier.
      if (Object.hasOwn(Rows.prototype, name)) throw new Error(`Two groups of rows have a ${name}`)
      Object.defineProperty(Rows.prototype, name, {
        configurable: true,
        get(this: Rows) {
          this.made[index] ??= group(this.db) as Record<string, unknown>
          return this.made[index][name]
        },
      })
    }
  }
  return (own) => new Rows(own) as unknown as RowsOf<Groups>
}
