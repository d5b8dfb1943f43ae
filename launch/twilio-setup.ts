import { parseArgs } from 'node:util'
import { createClock } from '../adapters/clock.ts'
import { type Settings, settingsOrExit } from '../adapters/environment.ts'
import { AccountRefusal, openAccount } from '../adapters/twilio/account-setup.ts'
import { ringWithoutRecord } from '../adapters/twilio/twiml.ts'
import { greeting, lastGoodbye } from '../helpline/calls/spoken-words.ts'
import { parsePhoneNumber } from '../helpline/territory/phone-numbers.ts'
import { refuseUnreachableStores, StoresUnreachable } from './outside-stores.ts'
import { carryOut, planSetup } from './twilio-plan.ts'
import { accountLines, fallbackLines, outcomeLine, planLines, templateLines } from './twilio-words.ts'

const USAGE = 'Uso: npm run twilio:setup -- [--dry-run] [--call-centre +39...]\n'
const RING_SECONDS = 40

interface Task {
  dryRun: boolean
  callCentrePhones: string[]
}

function taskOf(programArguments: string[]): Task {
  const options = { 'dry-run': { type: 'boolean' }, 'call-centre': { type: 'string', multiple: true } } as const
  try {
    const { values } = parseArgs({ args: programArguments, options })
    const callCentrePhones = (values['call-centre'] ?? []).map((typed) => {
      const phone = parsePhoneNumber(typed)
      if (!('e164' in phone)) throw new AccountRefusal(`--call-centre: ${typed} non è un numero di telefono.`)
      return phone.e164
    })
    return { dryRun: values['dry-run'] ?? false, callCentrePhones }
  } catch (error) {
    if (error instanceof AccountRefusal) throw error
    throw new AccountRefusal(USAGE.trim())
  }
}

/** The associations' numbers and the call centre's, as the network has them. */
async function readNetwork(databaseUrl: string, now: Date) {
  await refuseUnreachableStores(databaseUrl, undefined)
  // Not before: the store speaks through the generated client.
  const { openStore } = await import('../adapters/postgres/store.ts')
  const store = openStore(databaseUrl, { maxConnections: 2 })
  try {
    const { associations, points } = await store.readNetworkSheet(now)
    const callCentrePhones = points.filter(({ kind }) => kind === 'callCentre').flatMap((point) => point.fixedPhones)
    return { associationNumbers: associations.map(({ e164 }) => e164), callCentrePhones }
  } finally {
    await store.close()
  }
}

const say = (lines: readonly string[]): void => {
  for (const line of lines) process.stdout.write(`${line}\n`)
}

async function perform(settings: Settings, task: Task): Promise<void> {
  const { twilio, publicBaseUrl, databaseUrl } = settings
  if (settings.mode !== 'live') {
    throw new AccountRefusal('Senza TWILIO_ACCOUNT_SID non c’è un account da preparare: il simulatore è già pronto.')
  }
  const network = databaseUrl ? await readNetwork(databaseUrl, createClock(settings.clock).now()) : undefined
  if (!network) say(['Senza DATABASE_URL i numeri delle associazioni non si conoscono: non vengono guardati.'])
  const wanted = { publicBaseUrl, ...twilio, associationNumbers: network?.associationNumbers ?? [] }
  const account = openAccount(twilio)
  say(accountLines(await account.describe(), await account.mayCallItaly()))
  const plan = await planSetup(account, wanted)
  say(planLines(plan))
  if (!task.dryRun) {
    const applicationSid = await carryOut(account, plan, wanted)
    if (twilio.softphone?.applicationSid !== applicationSid) {
      say([
        `Per telefonare dal computer: TWILIO_APP_SID=${applicationSid} (con TWILIO_API_KEY_SID e TWILIO_API_KEY_SECRET).`,
      ])
    }
  }
  say([outcomeLine(plan, task.dryRun)])
  const phones = task.callCentrePhones.length > 0 ? task.callCentrePhones : (network?.callCentrePhones ?? [])
  say(templateLines(twilio.whatsAppTemplates, publicBaseUrl))
  // Last: what is to be copied stands alone at the end.
  say(fallbackLines(plan.withoutFallback, fallbackDocument(phones, twilio.voiceNumber)))
}

/** What Twilio does by itself: nothing in it is asked of us. */
function fallbackDocument(e164s: readonly string[], callerId: string): string | undefined {
  if (e164s.length === 0) return undefined
  return ringWithoutRecord({
    words: greeting,
    e164s: e164s.slice(0, 10),
    callerId,
    timeoutSeconds: RING_SECONDS,
    otherwise: lastGoodbye,
  })
}

try {
  await perform(settingsOrExit(process.env), taskOf(process.argv.slice(2)))
} catch (error) {
  const known = error instanceof AccountRefusal || error instanceof StoresUnreachable
  process.stderr.write(`${known ? error.message : (error as Error).stack}\n`)
  process.exitCode = 1
}
