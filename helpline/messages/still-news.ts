import { isOpenService, type LockedService } from '../dispatch/service-records.ts'
import { tellingPrefix } from '../dispatch/tell-person.ts'
import { remindingPrefix } from '../dispatch/telling/remind-tomorrow.ts'

export type ServiceNow = Pick<
  LockedService,
  'id' | 'version' | 'state' | 'volunteerId' | 'startsAt' | 'toldPersonAt' | 'personConfirmedAt'
>

/** Somebody is ready and waits: whatever the hour it was for, it is news until they have been fetched. */
export const isReadyNow = (intentKey: string): boolean => intentKey.startsWith('ready:')

/** Whether what is said of a service is as it stands now: who has heard it, or would hear what holds no more, hears nothing. */
export function isStillNews(intentKey: string, service: ServiceNow | null, now: Date): boolean {
  if (!service) return true
  if (isReadyNow(intentKey)) return service.state === 'assigned'
  if (service.startsAt <= now) return false
  if (intentKey.startsWith('searching:')) return isOpenService(service)
  if (intentKey.startsWith('tell:')) {
    return service.state === 'assigned' && !service.toldPersonAt && intentKey.startsWith(tellingPrefix(service))
  }
  if (!intentKey.startsWith('remind:')) return true
  const isConfirmed = intentKey.includes(':person') && service.personConfirmedAt !== null
  return service.state === 'assigned' && !isConfirmed && intentKey.startsWith(remindingPrefix(service))
}
