import { openCallControl } from '../../adapters/twilio/call-control.ts'
import type { CallControl } from '../../helpline/calls/call-control.ts'
import { account, aRig, centralino, elena, type Rig, voice } from '../phone-simulator/small-helpline.ts'

export interface AnsweringMachine {
  rig: Rig
  control: CallControl
  /** Somebody speaks so long after the tone; the recording's sid. */
  leave(seconds: number): Promise<string>
  /** The sids still kept at Twilio. */
  kept(): Promise<string[]>
  close(): Promise<void>
}

/** Messages left on the simulator's telephones, and our way to them. */
export async function openAnsweringMachine(): Promise<AnsweringMachine> {
  const rig = await aRig()
  const { helpline, script } = rig
  helpline.answer('/voice', () =>
    voice((response) => response.record({ maxLength: 180, action: '/after', recordingStatusCallback: '/recording' })),
  )
  helpline.answer('/after', () => voice((response) => response.hangup()))
  const control = openCallControl({
    ...account,
    apiBaseUrl: rig.address,
    publicBaseUrl: helpline.url,
    voiceNumber: centralino,
    clockOffsetMs: 0,
    takeCallTurn: async () => ({ taken: true, waitMs: 0 }),
  })
  return {
    rig,
    control,
    async leave(seconds) {
      script.dial(elena, centralino)
      await script.settled()
      script.leaveMessage(elena, seconds)
      await script.settled()
      const sid = helpline.at('/recording').at(-1)?.RecordingSid
      if (!sid) throw new Error('Nothing was recorded')
      return sid
    },
    kept: async () => (await rig.client.recordings.list()).map(({ sid }) => sid),
    close: () => rig.close(),
  }
}
