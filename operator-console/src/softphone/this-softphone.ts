import { useEffect, useSyncExternalStore } from 'react'
import { call } from '../api-client.ts'
import { useMyPresence } from '../current-calls.ts'
import { useAnswer } from '../queries.ts'
import { openSoftphone, openTwilioDevice, type SoftphoneState } from './softphone.ts'

/** The telephone in this computer: one for all the pages. */
export const softphone = openSoftphone({
  askKey: async () => (await call('openSoftphone', { body: {} })).token,
  openDevice: openTwilioDevice,
})

export const useSoftphone = (): SoftphoneState => useSyncExternalStore(softphone.subscribe, softphone.state)

/** Whether this installation has telephones in the computer at all. */
export const useSoftphoneIsAvailable = (): boolean =>
  useAnswer('readSoftphone', {}, { staleTime: Number.POSITIVE_INFINITY }).data?.isAvailable ?? false

/** This computer rings while its operator is at work and has chosen it. */
export function useKeepSoftphone(): void {
  const presence = useMyPresence()
  const isWanted = useSoftphoneIsAvailable() && presence?.inBrowser === true && presence.state !== 'offline'
  useEffect(() => {
    if (!isWanted) return
    void softphone.start()
    return () => softphone.stop()
  }, [isWanted])
}
