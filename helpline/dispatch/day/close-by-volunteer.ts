import type { Occasion, Transactions } from '../../changes/change.ts'
import { NotFound } from '../../errors.ts'
import type { ServiceReport } from './closing-report.ts'
import { type ServiceExpense, type WriteClosingRows, writeClosing } from './write-closing.ts'

export const volunteerClosings = ['closed', 'alreadyClosed', 'tooEarly', 'noLongerNeeded'] as const
export type VolunteerClosing = (typeof volunteerClosings)[number]

/** A volunteer writes what they did, from their page: only of a service of theirs, and once. */
export async function closeByVolunteer(
  doors: Transactions<WriteClosingRows>,
  occasion: Occasion,
  input: {
    volunteerId: string
    serviceId: string
    report: ServiceReport
    odometerConfirmed: boolean
    expenses: readonly ServiceExpense[]
  },
): Promise<VolunteerClosing> {
  const { volunteerId, serviceId, report, ...rest } = input
  return doors.transaction(occasion, async (tx) => {
    await tx.holdVolunteer(volunteerId)
    const service = await tx.lockService(serviceId)
    if (service?.volunteerId !== volunteerId) throw new NotFound('Questo servizio non è fra i suoi.')
    if (service.state === 'done') return 'alreadyClosed'
    if (service.state !== 'assigned') return 'noLongerNeeded'
    if (service.startsAt > occasion.now) return 'tooEarly'
    await writeClosing(tx, occasion, service, { ...rest, report: { ...report, fulfilledBy: 'auser' } })
    return 'closed'
  })
}
