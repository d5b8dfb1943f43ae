import type { Occasion, Transactions } from '../../changes/change.ts'
import { isWritten } from '../../reaching/message-channel.ts'
import { nextAskingTime } from '../../reaching/quiet-hours.ts'
import { addDays, formatRomeDateTime, type IsoDate, romeDay } from '../../territory/rome-time.ts'
import { newPageLink, type PageLinkRows } from '../offers/page-link.ts'
import { type TellVolunteerRows, tellVolunteer } from '../offers/tell-volunteer.ts'
import type { LockedService, ServiceLock } from '../service-records.ts'
import { isRide } from '../service-times.ts'
import type { TellPersonRows } from '../tell-person.ts'
import { askKmText } from './close-by-message.ts'

export interface RemindUnclosedRows
  extends ServiceLock,
    TellVolunteerRows,
    PageLinkRows,
    Pick<TellPersonRows, 'tellings'> {
  acceptedCode(serviceId: string): Promise<string | null>
}

export interface RemindUnclosedDoors extends Transactions<RemindUnclosedRows> {
  /** Assigned still, and over by then. */
  unclosedServices(between: { from: Date; to: Date }): Promise<string[]>
}

/** In the morning, once for each service of the day before that nobody closed: how did it go? */
export async function remindUnclosed(
  doors: RemindUnclosedDoors,
  occasion: Occasion,
  { day }: { day: IsoDate },
): Promise<void> {
  const { now } = occasion
  const runAt = nextAskingTime(now)
  if (runAt > now) {
    const key = `remind-unclosed:${day}:${runAt.toISOString()}`
    return doors.transaction(occasion, async (tx) => tx.ask({ name: 'remind-unclosed', payload: { day }, key, runAt }))
  }
  for (const serviceId of await doors.unclosedServices(romeDay(addDays(day, -1)))) {
    await doors.transaction(occasion, async (tx) => {
      const service = await tx.lockService(serviceId)
      // A return nobody called, and a volunteer who could not come, are for a person to see to.
      if (service?.state !== 'assigned' || service.endsAt > now || service.wantsOutAt) return
      if (service.calledUntil && !service.readyAt) return
      const intentKey = `unclosed:${service.id}:${service.volunteerId}`
      if ((await tx.tellings(intentKey)).length > 0) return
      await tellVolunteer(tx, occasion, service, {
        purpose: 'reminder',
        intentKey,
        body: async (told, channel) => {
          if (!isWritten(channel)) return spokenUnclosedText(service)
          const link = await newPageLink(tx, told.volunteerId, now, now)
          return unclosedText(service, await tx.acceptedCode(service.id), link)
        },
      })
    })
  }
}

const unclosedText = (service: LockedService, code: string | null, pageLink: string): string => {
  const how = isRide(service.helpKind)
    ? askKmText(code)
    : `Se è tutto fatto scriva FATTO${code === null ? '' : ` ${code}`}.`
  return `Auser: com'è andato il servizio di ${formatRomeDateTime(service.startsAt)}? ${how} O qui: ${pageLink}`
}

const spokenUnclosedText = ({ startsAt }: LockedService): string =>
  `Buongiorno, qui è Auser. Il servizio di ${formatRomeDateTime(startsAt)} non è ancora chiuso: ci chiami per dirci com'è andato. Grazie.`
