import type { VolunteerFacts } from '../../helpline/dispatch/volunteers/volunteer-fitness.ts'
import { type Db, fromDateColumn } from './database.ts'

const day = (date: Date | null): string | null => (date ? fromDateColumn(date) : null)

export interface VolunteerFactReads {
  /** What is known of a volunteer, as far as a service to this person is concerned. */
  volunteerFacts(
    volunteerId: string,
    service: { personId: string; startsAt: Date; endsAt: Date },
  ): Promise<VolunteerFacts | null>
}

export const volunteerFactReads = (db: Db): VolunteerFactReads => ({
  async volunteerFacts(volunteerId, { personId, startsAt, endsAt }) {
    const row = await db.volunteer.findUnique({
      where: { id: volunteerId },
      select: {
        startedOn: true,
        endedOn: true,
        insuredUntil: true,
        licenceUntil: true,
        wheelchairTrained: true,
        wheelchairTrainedUntil: true,
        skills: { select: { helpKind: true } },
        pairings: { where: { personId }, select: { kind: true } },
        timeOff: {
          where: { fromAt: { lt: endsAt }, untilAt: { gt: startsAt } },
          select: { fromAt: true, untilAt: true },
        },
      },
    })
    if (!row) return null
    return {
      skills: row.skills.map(({ helpKind }) => helpKind),
      startedOn: fromDateColumn(row.startedOn),
      endedOn: day(row.endedOn),
      insuredUntil: day(row.insuredUntil),
      licenceUntil: day(row.licenceUntil),
      wheelchairTrained: row.wheelchairTrained,
      wheelchairTrainedUntil: day(row.wheelchairTrainedUntil),
      pairings: row.pairings.map(({ kind }) => kind),
      timeOff: row.timeOff.map(({ fromAt, untilAt }) => ({ from: fromAt, until: untilAt })),
    }
  },
})
