import type { OfferPolicyRows } from '../../helpline/dispatch/offers/edit-offer-policies.ts'
import type { Db } from './database.ts'

export const offerPolicyWrites = (db: Db): OfferPolicyRows => ({
  async lockOfferPolicies() {
    // Rows that do not exist yet cannot be held: the table is.
    await db.$executeRaw`LOCK TABLE offer_policy IN SHARE ROW EXCLUSIVE MODE`
    return db.offerPolicy.findMany({ select: { fromHoursLeft: true, waveSize: true, waveMinutes: true } })
  },

  async replaceOfferPolicies(policies) {
    await db.offerPolicy.deleteMany()
    const rows = await db.offerPolicy.createManyAndReturn({
      data: policies.map((policy) => ({ ...policy, name: `da ${policy.fromHoursLeft} ore` })),
      select: { id: true },
    })
    const [first] = rows
    if (!first) throw new RangeError('There must be an offer policy')
    return first.id
  },
})
