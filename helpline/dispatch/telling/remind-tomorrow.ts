import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { isWritten } from '../../reaching/message-channel.ts'
import { nextAskingTime } from '../../reaching/quiet-hours.ts'
import { leaveToPerson } from '../../reaching/undelivered.ts'
import { writeMessage } from '../../reaching/write-message.ts'
import { addDays, type IsoDate, romeDate, romeDay } from '../../territory/rome-time.ts'
import { reminderText, type TakenService } from '../offer-texts.ts'
import { newPageLink, type PageLinkRows } from '../offers/page-link.ts'
import { type TellVolunteerRows, tellVolunteer } from '../offers/tell-volunteer.ts'
import { isAwaitedReturn, type LockedService } from '../service-records.ts'
import { remindedBySms, remindedByVoice } from '../spoken-texts.ts'
import { type TellPersonRows, wayToTell } from '../tell-person.ts'

export interface RemindRows
  extends Pick<TellPersonRows, 'lockService' | 'personToTell' | 'tellings' | 'undoableUntil'>,
    TellVolunteerRows,
    PageLinkRows {
  takenService(serviceId: string): Promise<TakenService>
}

export interface RemindDoors extends Transactions<RemindRows> {
  assignedServices(between: { from: Date; to: Date }): Promise<string[]>
}

/** Another volunteer or another hour is another reminder. */
export const remindingPrefix = ({
  id,
  volunteerId,
  startsAt,
}: Pick<LockedService, 'id' | 'volunteerId' | 'startsAt'>): string =>
  `remind:${id}:${volunteerId}:${startsAt.getTime()}:`

/** On the eve, both sides of what is agreed hear of it once more; asked as often as one likes, once. */
export async function remindTomorrow(doors: RemindDoors, occasion: Occasion, { day }: { day: IsoDate }): Promise<void> {
  const { now } = occasion
  const runAt = nextAskingTime(now)
  if (runAt > now) {
    return doors.transaction(occasion, async (tx) =>
      tx.ask({
        name: 'remind-tomorrow',
        payload: { day },
        key: `remind-tomorrow:${day}:${runAt.toISOString()}`,
        runAt,
      }),
    )
  }
  for (const serviceId of await doors.assignedServices(romeDay(addDays(day, 1)))) {
    await doors.transaction(occasion, async (tx) => {
      const service = await tx.lockService(serviceId)
      if (service?.state !== 'assigned' || service.startsAt <= now || service.wantsOutAt) return
      // A return called when ready is remembered with its outward way.
      if (isAwaitedReturn(service)) return
      // What has just been changed by hand, and may be undone, is told by itself.
      const undoable = await tx.undoableUntil(service)
      if (undoable && undoable > now) return
      await remindVolunteer(tx, occasion, service)
      await remindPerson(tx, occasion, service)
    })
  }
}

const isToday = (at: Date | null, now: Date): boolean => at !== null && romeDate(at) === romeDate(now)

/** Whoever has said yes today needs no reminder of it. */
async function remindVolunteer(tx: RemindRows & Change, occasion: Occasion, service: LockedService): Promise<void> {
  const { now } = occasion
  if (isToday(service.assignedAt, now)) return
  const intentKey = `${remindingPrefix(service)}volunteer`
  // Each reminder carries a way to their page: looked at again, it makes none.
  if ((await tx.tellings(intentKey)).length > 0) return
  await tellVolunteer(tx, occasion, service, {
    purpose: 'reminder',
    intentKey,
    body: async (told, channel) => {
      const link = isWritten(channel) ? await newPageLink(tx, told.volunteerId, service.startsAt, now) : undefined
      return reminderText(await tx.takenService(service.id), link)
    },
  })
}

async function remindPerson(tx: RemindRows & Change, occasion: Occasion, service: LockedService): Promise<void> {
  if (isToday(service.toldPersonAt, occasion.now)) return
  const person = await tx.personToTell(service.id)
  if (!person) return
  const way = wayToTell(person, [], occasion.now)
  const about = { personId: service.personId, serviceId: service.id, listeningPointId: service.listeningPointId }
  const intentKey = `${remindingPrefix(service)}person`
  const spoken = () => remindedByVoice(person.agreed, isToday(service.startsAt, occasion.now))
  if (way.kind === 'person') {
    const left = { intentKey, reason: way.reason, e164: person.phones[0]?.phoneE164 ?? null }
    return leaveToPerson(tx, occasion, { ...about, ...left, body: spoken() })
  }
  const { channel, peerE164 } = way
  await writeMessage(tx, occasion, {
    ...{ ...about, purpose: 'reminder', channel, peerE164, intentKey },
    body: channel === 'voice' ? spoken() : remindedBySms(person.agreed),
  })
}
