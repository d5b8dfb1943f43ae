import { boardReads } from './board-rows.ts'
import { calendarReads } from './calendar-rows.ts'
import { calledOffReturnWrites } from './called-off-return-rows.ts'
import { candidateReads } from './candidate-rows.ts'
import type { Db } from './database.ts'
import { daySheetReads, daySheetWrites } from './day-sheet-rows.ts'
import { detourWrites } from './detour-rows.ts'
import { offerPolicyWrites } from './offer-policy-rows.ts'
import { offerReads, offerWrites } from './offer-rows.ts'
import { recheckReads, recheckWrites } from './recheck-rows.ts'
import { seriesReads, seriesWrites } from './series-rows.ts'
import { serviceReads } from './service-reading-rows.ts'
import { serviceWrites } from './service-rows.ts'
import { tellingReads, tellingWrites } from './telling-rows.ts'
import { vehicleChoiceWrites } from './vehicle-choice-rows.ts'
import { vehiclePageReads, vehiclePageWrites } from './vehicle-page-rows.ts'
import { vehicleReads, vehicleWrites } from './vehicle-rows.ts'
import { volunteerFactReads } from './volunteer-fact-rows.ts'
import { volunteerPageReads, volunteerPageWrites } from './volunteer-page-rows.ts'
import { volunteerRegisterReads, volunteerRegisterWrites } from './volunteer-register-rows.ts'
import { volunteerReads, volunteerWrites } from './volunteer-rows.ts'

export const dispatchReads = (db: Db) => ({
  ...boardReads(db),
  ...calendarReads(db),
  ...candidateReads(db),
  ...daySheetReads(db),
  ...offerReads(db),
  ...recheckReads(db),
  ...seriesReads(db),
  ...serviceReads(db),
  ...tellingReads(db),
  ...volunteerFactReads(db),
  ...volunteerReads(db),
  ...volunteerRegisterReads(db),
  ...vehicleReads(db),
  ...volunteerPageReads(db),
  ...vehiclePageReads(db),
})

export const dispatchWrites = (db: Db) => ({
  ...calledOffReturnWrites(db),
  ...daySheetWrites(db),
  ...offerWrites(db),
  ...recheckWrites(db),
  ...seriesWrites(db),
  ...serviceWrites(db),
  ...tellingWrites(db),
  ...vehicleChoiceWrites(db),
  ...volunteerWrites(db),
  ...volunteerRegisterWrites(db),
  ...vehicleWrites(db),
  ...volunteerPageWrites(db),
  ...vehiclePageWrites(db),
  ...detourWrites(db),
  ...offerPolicyWrites(db),
})
