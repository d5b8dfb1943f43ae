import { connectDatabase } from '../adapters/postgres/database.ts'
import { romeDate } from '../helpline/territory/rome-time.ts'
import { chance } from './seed/chance.ts'
import { seedActivity } from './seed/demo-activity.ts'
import { seedAgreements } from './seed/demo-agreements.ts'
import { seedBoard } from './seed/demo-board.ts'
import { seedCallbacks } from './seed/demo-callbacks.ts'
import { seedCampaign } from './seed/demo-campaign.ts'
import { seedCompanions } from './seed/demo-companions.ts'
import { seedConversations } from './seed/demo-conversations.ts'
import { seedCycle } from './seed/demo-cycle.ts'
import { seedDirectory, seedVisits } from './seed/demo-directory.ts'
import { seedNetwork } from './seed/demo-network.ts'
import { seedPeople, seedVehicles, seedVolunteers } from './seed/demo-people.ts'
import { seedReaching } from './seed/demo-reaching.ts'
import { seedReference } from './seed/reference.ts'

export interface SeedOptions {
  databaseUrl: string
  now: Date
  /** false leaves the network without its weeks of invented activity. */
  activity?: boolean
}

/** What every installation needs; safe to run at every start. */
export async function seedTerritory(databaseUrl: string): Promise<void> {
  const prisma = connectDatabase(databaseUrl, 2)
  try {
    await seedReference(prisma)
  } finally {
    await prisma.$disconnect()
  }
}

/** The demo network, once: a database that has it is left as it is. */
export async function seedDemo({ databaseUrl, now, activity = true }: SeedOptions): Promise<void> {
  await seedTerritory(databaseUrl)
  const prisma = connectDatabase(databaseUrl, 2)
  const today = romeDate(now)
  const dice = chance(1989)
  try {
    await prisma.$transaction(
      async (db) => {
        await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('seed demo'))`
        if ((await db.setting.count({ where: { key: 'demo' } })) > 0) return
        const points = await seedNetwork(db, dice, today)
        const people = await seedPeople(db, dice, points, now, today)
        const volunteers = await seedVolunteers(db, dice, points, today)
        const vehicles = await seedVehicles(db, dice, points, today)
        await seedDirectory(db, dice, points, today)
        if (activity) await seedActivity(db, dice, { points, people, volunteers, vehicles }, now, today)
        if (activity) await seedVisits(db)
        if (activity) await seedBoard(db, points, volunteers, now)
        if (activity) await seedCycle(db, points, people, now, today)
        if (activity) await seedCallbacks(db, points, people, now)
        if (activity) await seedConversations(db, points, now)
        if (activity) await seedReaching(db, points, now)
        if (activity) await seedCompanions(db, points, people, now, today)
        if (activity) await seedCampaign(db, people, now)
        if (activity) await seedAgreements(db, points, today)
        await db.setting.create({ data: { key: 'demo', value: true } })
      },
      { timeout: 120_000, maxWait: 20_000 },
    )
  } finally {
    await prisma.$disconnect()
  }
}
