import type { Call, Device } from '@twilio/voice-sdk'
import { CALL_PARAMETER } from '../../../contract/softphone.ts'

/** What the telephone in this computer is doing. */
export type SoftphoneLine =
  | { kind: 'off' }
  | { kind: 'connecting' }
  | { kind: 'ready' }
  /** Somebody calls; `callId` is ours, where the ring brought it along. */
  | { kind: 'ringing'; callId: string | null }
  | { kind: 'calling'; callId: string }
  | { kind: 'talking'; callId: string | null; isMuted: boolean }

export type SoftphoneProblem = 'microphoneRefused' | 'microphoneMissing' | 'notConnected' | 'keyRefused' | 'callFailed'

export interface SoftphoneState {
  line: SoftphoneLine
  problem: SoftphoneProblem | null
  /** A ring that stopped before it was answered here: somebody else has it, or nobody waits any more. */
  lost: { callId: string | null } | null
}

export type TelephoneKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#'

export interface Softphone {
  state(): SoftphoneState
  subscribe(listener: () => void): () => void
  /** From now on this computer rings. */
  start(): Promise<void>
  stop(): void
  answer(): void
  /** Stops ringing here only; the other telephones go on. */
  refuse(): void
  /** Begins the call written down under this id. */
  call(callId: string): Promise<void>
  hangUp(): void
  mute(isMuted: boolean): void
  press(key: TelephoneKey): void
  /** What was said has been read. */
  dismiss(): void
}

export interface SoftphoneDoors {
  /** A key of a few minutes for this operator. */
  askKey(): Promise<string>
  openDevice(key: string): Promise<Device>
}

const KEY_REFRESH_MS = 60_000
const RETRY_MS = 15_000

/** Twilio's own telephone: loaded only where somebody speaks through the computer. */
export async function openTwilioDevice(key: string): Promise<Device> {
  const { Device } = await import('@twilio/voice-sdk')
  // Over a bad line Opus is understood longer; the console rings with its own bell.
  const codecs = ['opus', 'pcmu'] as Call.Codec[]
  return new Device(key, { codecPreferences: codecs, tokenRefreshMs: KEY_REFRESH_MS, closeProtection: true })
}

/** The line may be down or the key be late: both come right by themselves. Only what a person must do is said. */
function problemOf(error: { code?: number }): SoftphoneProblem {
  switch (error.code) {
    case 31401:
      return 'microphoneRefused'
    case 31402:
      return 'microphoneMissing'
    case 20101:
    case 20104:
    case 31204:
    case 31205:
    case 31201:
      return 'keyRefused'
    case 31000:
    case 31005:
    case 31009:
    case 53000:
    case 53405:
      return 'notConnected'
    default:
      return 'callFailed'
  }
}

/** The one place that knows Twilio's telephone: everything else reads `state` and asks these few things of it. */
export function openSoftphone(doors: SoftphoneDoors): Softphone {
  let current: SoftphoneState = { line: { kind: 'off' }, problem: null, lost: null }
  let device: Device | null = null
  let active: Call | null = null
  let isWanted = false
  let retry: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()

  function become(change: Partial<SoftphoneState>): void {
    current = { ...current, ...change }
    for (const listener of listeners) listener()
  }
  const callIdOf = (call: Call): string | null => call.customParameters.get(CALL_PARAMETER) ?? null
  const rest = (): SoftphoneLine => ({
    kind: device?.state === 'registered' ? 'ready' : isWanted ? 'connecting' : 'off',
  })

  function over(call: Call, change: Partial<SoftphoneState> = {}): void {
    if (active !== call) return
    active = null
    if (isWanted) become({ line: rest(), ...change })
    else shutDown()
  }

  function shutDown(): void {
    const closing = device
    device = null
    active = null
    closing?.destroy()
    become({ line: { kind: 'off' }, problem: null, lost: null })
  }

  function follow(call: Call): void {
    active = call
    call.on('accept', () => {
      if (active === call) become({ line: { kind: 'talking', callId: callIdOf(call), isMuted: call.isMuted() } })
    })
    call.on('mute', (isMuted) => {
      if (active === call && current.line.kind === 'talking') become({ line: { ...current.line, isMuted } })
    })
    call.on('disconnect', () => over(call))
    call.on('reject', () => over(call))
    call.on('cancel', () => over(call, { lost: { callId: callIdOf(call) } }))
    call.on('error', (error) => {
      become({ problem: problemOf(error) })
      if (call.status() === 'closed') over(call)
    })
  }

  async function refreshKey(of: Device): Promise<void> {
    try {
      const key = await doors.askKey()
      if (device === of) of.updateToken(key)
    } catch {
      become({ problem: 'keyRefused' })
    }
  }

  function listen(to: Device): void {
    // Our own bell rings, in the loudspeaker and at the loudness the operator has chosen.
    to.audio?.incoming(false)
    to.audio?.outgoing(false)
    to.on('registered', () => become({ problem: null, ...(active ? {} : { line: rest() }) }))
    to.on('unregistered', () => {
      if (!active) become({ line: rest() })
    })
    to.on('tokenWillExpire', () => void refreshKey(to))
    to.on('incoming', (call) => {
      if (active) return call.ignore()
      follow(call)
      become({ line: { kind: 'ringing', callId: callIdOf(call) }, lost: null })
    })
    to.on('error', (error, call) => {
      become({ problem: problemOf(error) })
      // A key that ran out while the computer slept is asked for again.
      if (!call && problemOf(error) === 'keyRefused') tryAgainLater()
    })
  }

  async function connect(): Promise<void> {
    clearTimeout(retry)
    if (!isWanted) return
    if (!active) become({ line: { kind: 'connecting' } })
    try {
      const key = await doors.askKey()
      if (device) device.updateToken(key)
      else {
        const opened = await doors.openDevice(key)
        // Switched off, or opened twice, meanwhile.
        if (!isWanted || device) return opened.destroy()
        device = opened
        listen(opened)
      }
      if (device.state === 'unregistered') await device.register()
    } catch {
      if (!isWanted) return
      become({ problem: current.problem ?? 'notConnected' })
      tryAgainLater()
    }
  }

  function tryAgainLater(): void {
    clearTimeout(retry)
    if (isWanted) retry = setTimeout(() => void connect(), RETRY_MS)
  }

  return {
    state: () => current,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async start() {
      if (isWanted) return
      isWanted = true
      if (device && active) return
      await connect()
    },
    stop() {
      isWanted = false
      clearTimeout(retry)
      // Nobody is cut off in mid-sentence: it stops when they have finished.
      if (current.line.kind !== 'talking' && current.line.kind !== 'calling') shutDown()
    },
    answer() {
      if (current.line.kind === 'ringing') active?.accept()
    },
    refuse() {
      if (current.line.kind === 'ringing') active?.reject()
      active = null
      become({ line: rest() })
    },
    async call(callId) {
      if (!device || active) return
      become({ line: { kind: 'calling', callId }, problem: null, lost: null })
      try {
        follow(await device.connect({ params: { [CALL_PARAMETER]: callId } }))
      } catch (error) {
        become({ line: rest(), problem: problemOf(error as { code?: number }) })
      }
    },
    hangUp: () => active?.disconnect(),
    mute: (isMuted) => active?.mute(isMuted),
    press: (key) => active?.sendDigits(key),
    dismiss: () => become({ problem: null, lost: null }),
  }
}
