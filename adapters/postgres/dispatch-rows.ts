import { candidateReads } from './candidate-rows.ts'
import type { Db } from './database.ts'
import { offerReads, offerWrites } from './offer-rows.ts'
import { serviceReads } from './service-reading-rows.ts'
import { serviceWrites } from './service-rows.ts'
import { tellingReads, tellingWrites } from './telling-rows.ts'

export const dispatchReads = (db: Db) => ({
  ...candidateReads(db),
  ...offerReads(db),
  ...serviceReads(db),
  ...tellingReads(db),
})

export const dispatchWrites = (db: Db) => ({ ...offerWrites(db), ...serviceWrites(db), ...tellingWrites(db) })
