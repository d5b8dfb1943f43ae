import { z } from 'zod'
import type { Db } from './database.ts'

const madeYear = z.object({ name: z.string(), rows: z.int() })
export type MadeYear = z.infer<typeof madeYear>

/** How far an invented year has been written. */
export const madeYearReads = (db: Db) => ({
  async readMadeYear(key: string): Promise<MadeYear | null> {
    const setting = await db.setting.findUnique({ where: { key } })
    return setting && madeYear.parse(setting.value)
  },
})

export const madeYearWrites = (db: Db) => ({
  async keepMadeYear(key: string, value: MadeYear): Promise<void> {
    await db.setting.upsert({ where: { key }, create: { key, value }, update: { value } })
  },
})
