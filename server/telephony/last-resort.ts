import { ringWithoutRecord, sayAndHangUp } from '../../adapters/twilio/twiml.ts'
import { goodbyes, greeting, lastGoodbye } from '../../helpline/calls/spoken-words.ts'

const READING_LIMIT_MS = 1_500
const RING_SECONDS = 40

/**
 * What a caller gets when everything else failed: the call centre's fixed lines ring without a record. They are remembered,
 * because the database may be what failed.
 */
export function openLastResort(readPhones: () => Promise<string[]>) {
  let remembered: string[] = []
  const refresh = async (): Promise<void> => {
    remembered = await readPhones()
  }
  return {
    refresh,
    async twiml(callerId: string): Promise<string> {
      const limit = new Promise<void>((resolve) => void setTimeout(resolve, READING_LIMIT_MS).unref())
      await Promise.race([refresh().catch(() => undefined), limit])
      if (remembered.length === 0) return sayAndHangUp(goodbyes.tryAgain)
      const e164s = remembered.slice(0, 10)
      return ringWithoutRecord({
        words: greeting,
        e164s,
        callerId,
        timeoutSeconds: RING_SECONDS,
        otherwise: lastGoodbye,
      })
    },
  }
}
export type LastResort = ReturnType<typeof openLastResort>
