import { z } from 'zod'
import type { Store } from '../../adapters/postgres/store.ts'
import { hangUp, ringWithoutRecord, sayAndHangUp, spokenMessage } from '../../adapters/twilio/twiml.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import {
  answerSpokenCall,
  leaveSpokenCall,
  listenToSpokenCall,
  type SpokenStep,
  serveSpokenMessage,
} from '../../helpline/dispatch/answer-spoken-call.ts'
import { callBackUnconnected } from '../../helpline/dispatch/connect-spoken-call.ts'
import { applyMessageStatus } from '../../helpline/messages/apply-message-status.ts'
import { recordSpokenEnd } from '../../helpline/messages/spoken/record-spoken-end.ts'
import { numeroVerde } from '../../helpline/territory/numero-verde.ts'
import { type TwilioWebhook, twilioSid, twilioWebhook } from '../twilio-webhooks.ts'

export interface SpokenCallDoors {
  store: Store
  publicBaseUrl: string
}

const DIAL_SECONDS = 30
/** From is a number of ours: the call goes out. */
const callForm = z.object({ CallSid: twilioSid('CA'), From: z.string().max(40) })
const messageAddress = z.object({ messageId: z.uuid() })

const words = {
  offerKeys: 'Per dire sì, prema 1. Per dire no, prema 2. Per riascoltare, prema 3.',
  theirKeys: 'Se va bene, prema 1. Se non può più, prema 2. Per riascoltare, prema 3.',
  noAnswer: `Se ci ripensa, ci chiami al Numero Verde ${numeroVerde}. Grazie, arrivederci.`,
  goodbye: 'Arrivederci.',
  greeting: 'Buongiorno, qui è il Filo d’Argento, di Auser. Abbiamo un messaggio per lei. Per ascoltarlo, prema 1.',
  toMachine: `Buongiorno, qui è il Filo d’Argento, di Auser. Abbiamo un messaggio per lei: ci chiami quando vuole al Numero Verde ${numeroVerde}. È gratuito. Grazie, arrivederci.`,
  keys: 'Se va bene, prema 1. Per annullare, prema 2. Per parlare con noi, prema 3. Per riascoltare, prema 9.',
  nothing: `Va bene così. Per qualsiasi cosa ci chiami al Numero Verde ${numeroVerde}. Arrivederci.`,
  askTwice: 'Ha premuto 2. Se vuole davvero annullare, prema di nuovo 2. Se invece va tutto bene, prema 1.',
  notCancelled: `Non abbiamo annullato niente. Per qualsiasi cosa ci chiami al Numero Verde ${numeroVerde}. Arrivederci.`,
  confirmed: 'Grazie, è confermato. Arrivederci.',
  cancelled: `Va bene, il servizio è annullato. Se ha ancora bisogno ci chiami al Numero Verde ${numeroVerde}. Arrivederci.`,
  connecting: 'Un momento, la mettiamo in contatto con una persona.',
  calledBack: 'Adesso non risponde nessuno: la richiamiamo noi, appena possibile. Grazie, arrivederci.',
  outdated: `Buongiorno, qui è Auser. Il servizio che ha chiesto è cambiato: per sapere come, ci chiami al Numero Verde ${numeroVerde}. Arrivederci.`,
  broken: `Buongiorno, qui è Auser. Adesso non riusciamo a dirle tutto: ci chiami al Numero Verde ${numeroVerde}. Arrivederci.`,
} as const

/** Whoever has pressed 1 has heard who is calling. */
const withoutGreeting = (text: string): string => text.replace(/^Buongiorno, (?:qui )?è Auser\. |^Auser: /, '')

const haveSpoken = ({ DialBridged, DialCallStatus }: { DialBridged?: string | undefined; DialCallStatus: string }) =>
  DialBridged === 'true' || (DialBridged === undefined && ['completed', 'answered'].includes(DialCallStatus))

/** The call that tells a person who comes and when: what it says, what the keys do, how it ended. */
export function spokenCallWebhooks({ store, publicBaseUrl }: SpokenCallDoors): TwilioWebhook[] {
  const answerUrl = (messageId: string, asked = '') =>
    `${publicBaseUrl}/webhooks/twilio/voice/spoken/${messageId}/answer${asked}`

  function twimlFor(step: SpokenStep, messageId: string, callerId: string): string {
    switch (step.kind) {
      case 'greet':
        return spokenMessage({
          text: words.greeting,
          gatherAction: answerUrl(messageId, '?asked=listen'),
          otherwise: { nextUrl: answerUrl(messageId, '?asked=nobody') },
        })
      case 'leaveMessage':
        return sayAndHangUp(words.toMachine)
      case 'hangUp':
        return hangUp()
      case 'tell':
        return spokenMessage({
          text: `${withoutGreeting(step.text)} ${words.keys}`,
          gatherAction: answerUrl(messageId),
          otherwise: words.nothing,
        })
      case 'askTwice':
        return spokenMessage({
          text: words.askTwice,
          gatherAction: answerUrl(messageId, '?asked=cancel'),
          otherwise: words.notCancelled,
        })
      case 'ask':
        return spokenMessage({
          text: `${step.text} ${step.isTheirs ? words.theirKeys : words.offerKeys}`,
          gatherAction: answerUrl(messageId),
          otherwise: step.isTheirs ? words.goodbye : words.noAnswer,
        })
      case 'inform':
        // Twice: there is an hour or a street in it, and nobody writes that fast.
        return sayAndHangUp(`${withoutGreeting(step.text)} Ripeto. ${withoutGreeting(step.text)} ${words.goodbye}`)
      case 'connect':
        return ringWithoutRecord({
          words: words.connecting,
          e164s: step.phonesE164,
          callerId,
          timeoutSeconds: DIAL_SECONDS,
          otherwise: { afterUrl: `${publicBaseUrl}/webhooks/twilio/voice/spoken/${messageId}/connected` },
        })
      case 'calledBack':
      case 'confirmed':
      case 'cancelled':
      case 'outdated':
        return sayAndHangUp(words[step.kind])
    }
  }

  const whenBroken = () => sayAndHangUp(words.broken)

  return [
    twilioWebhook({
      path: '/voice/spoken/:messageId',
      guard: 'twilio',
      form: callForm,
      address: messageAddress,
      answer: async ({ form, address }, occasion) =>
        twimlFor(await serveSpokenMessage(store, occasion, address), address.messageId, form.From),
      whenBroken,
    }),

    twilioWebhook({
      path: '/voice/spoken/:messageId/answer',
      guard: 'twilio',
      form: callForm.extend({ Digits: z.string().max(20).default('') }),
      address: messageAddress.extend({ asked: z.enum(['listen', 'nobody', 'cancel']).optional() }),
      answer: async ({ form, address }, occasion) => {
        const { messageId, asked } = address
        const answer = { messageId, digit: form.Digits, askedTwice: asked === 'cancel' }
        const byCaller: Occasion = { ...occasion, actor: { kind: 'caller' } }
        const respond =
          asked === 'listen' ? listenToSpokenCall : asked === 'nobody' ? leaveSpokenCall : answerSpokenCall
        return twimlFor(await respond(store, byCaller, answer), messageId, form.From)
      },
      whenBroken,
    }),

    twilioWebhook({
      path: '/voice/spoken/:messageId/connected',
      guard: 'twilio',
      form: callForm.extend({
        DialCallStatus: z.string().max(40).default(''),
        DialBridged: z.enum(['true', 'false']).optional(),
      }),
      address: messageAddress,
      answer: async ({ form, address }, occasion) =>
        haveSpoken(form)
          ? hangUp()
          : twimlFor(await callBackUnconnected(store, occasion, address), address.messageId, form.From),
      whenBroken,
    }),

    twilioWebhook({
      path: '/voice/spoken/:messageId/status',
      guard: 'twilio',
      form: callForm.extend({ CallStatus: z.string().max(40) }),
      address: messageAddress,
      answer: async ({ form, address }, occasion) => {
        const status = { messageId: address.messageId, sid: form.CallSid, status: form.CallStatus, errorCode: null }
        await recordSpokenEnd(store, occasion, status)
        await applyMessageStatus(store, occasion, status)
        return undefined
      },
    }),
  ]
}
