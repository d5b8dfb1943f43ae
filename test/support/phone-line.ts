import { DEMO_WHATSAPP_TEMPLATES } from '../../adapters/environment.ts'
import { openCallControl } from '../../adapters/twilio/call-control.ts'
import { openMediaAtTwilio } from '../../adapters/twilio/media-at-twilio.ts'
import { openTwilio } from '../../adapters/twilio/twilio-client.ts'
import { whatsAppTemplates } from '../../helpline/messages/whatsapp-templates.ts'
import { contentOf } from '../../launch/demo-data.ts'
import type { NumberSettings } from '../../phone-simulator/configuration.ts'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'
import { jobHandlers } from '../../workers/handlers.ts'
import type { JobHandlers } from '../../workers/run-wish.ts'
import { startTestApp, TEST_AUTH_TOKEN, type TestApp, type TestClock, TUESDAY_AT_TEN } from './app.ts'
import { drain } from './drain.ts'
import { atOnce } from './handlers.ts'
import { OUR_NUMBER } from './helpline-day.ts'
import { freePort } from './processes.ts'

export const NUMERO_VERDE = '800 995 988'

export interface PhoneLine {
  app: TestApp
  simulator: Simulator
  script: Simulator['script']
  /** Whatever is asked for is done, by the workers and on the line, until only people or the clock can go on. */
  work(): Promise<void>
  handlers: JobHandlers
  /** Only what the workers have to do now. */
  jobs(): Promise<void>
  /** What was told to Twilio as our address. */
  publicBaseUrl: string
  /** Where Twilio stands. */
  apiBaseUrl: string
  /** Makes the caller's line ask what to do. */
  askAgain(callId: string): Promise<void>
  close(): Promise<void>
}

/** Runs by itself, as much faster than ours as the simulator's telephones do. */
function runningClock(timeScale: number): TestClock {
  let instant = TUESDAY_AT_TEN.getTime()
  let since = performance.now()
  const now = () => new Date(instant + (performance.now() - since) * timeScale)
  const set = (to: number) => {
    instant = to
    since = performance.now()
  }
  return {
    now,
    isReal: false,
    offsetMs: 0,
    set: (to) => set(new Date(to).getTime()),
    advance: (seconds) => set(now().getTime() + seconds * 1000),
  }
}

/** The real program with the simulator where Twilio stands: its telephones ring, its workers reach the lines. */
export async function openPhoneLine(
  options: {
    numbers?: string[]
    timeScale?: number
    consoleDirectory?: string
    /** For a test in which Twilio falls silent. */
    requestTimeoutMs?: number
  } = {},
): Promise<PhoneLine> {
  const port = await freePort()
  const publicBaseUrl = `http://127.0.0.1:${port}`
  const { timeScale: scale } = options
  const voice = `${publicBaseUrl}/webhooks/twilio/voice`
  const smsUrl = `${publicBaseUrl}/webhooks/twilio/messages/incoming`
  const addresses = { smsUrl, voiceUrl: `${voice}/incoming`, statusCallback: `${voice}/status#rc=3&rp=5xx,ct,rt` }
  const numbers: NumberSettings[] = [
    { number: OUR_NUMBER, aliases: [NUMERO_VERDE], ...addresses },
    ...(options.numbers ?? []).map((number) => ({ number, ...addresses })),
  ]
  const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: TEST_AUTH_TOKEN }
  const contents = whatsAppTemplates.map((each) => contentOf(each, DEMO_WHATSAPP_TEMPLATES, publicBaseUrl))
  const timeScale = scale === undefined ? {} : { timeScale: scale }
  const simulator = createSimulator({
    ...account,
    numbers,
    telephones: [],
    contents,
    callsPerSecond: 100,
    ...timeScale,
  })
  const settings = {
    ...account,
    apiBaseUrl: await simulator.listen(0),
    publicBaseUrl,
    voiceNumber: OUR_NUMBER,
    messagingNumber: OUR_NUMBER,
    whatsAppTemplates: DEMO_WHATSAPP_TEMPLATES,
    clockOffsetMs: 0,
    takeCallTurn: async () => ({ taken: true, waitMs: 0 }),
    ...(options.requestTimeoutMs === undefined ? {} : { requestTimeoutMs: options.requestTimeoutMs }),
  }
  const control = openCallControl(settings)
  const clock = scale ? { clock: runningClock(scale) } : {}
  const app = await startTestApp({
    port,
    publicBaseUrl,
    recordings: control,
    consoleDirectory: options.consoleDirectory,
    ...clock,
  })
  const doors = {
    store: app.store,
    telephone: openTwilio(settings),
    control,
    mediaAtTwilio: openMediaAtTwilio(settings),
    departures: atOnce,
  }
  const handlers = jobHandlers(doors)
  const { script } = simulator
  const work = async () => {
    do await script.settled()
    while ((await drain(app.store, handlers, app.clock.now())).length > 0)
  }
  return {
    app,
    simulator,
    script,
    publicBaseUrl,
    apiBaseUrl: settings.apiBaseUrl,
    work,
    handlers,
    jobs: async () => void (await drain(app.store, handlers, app.clock.now())),
    async askAgain(callId) {
      const { twilioCallSid } = await app.db.call.findUniqueOrThrow({ where: { id: callId } })
      await doors.control.askAgain({ callId, twilioCallSid: twilioCallSid ?? '' })
      await work()
    },
    async close() {
      await simulator.close()
      await app.close()
    },
  }
}
