import type { MessageChannel } from '../../reaching/message-channel.ts'
import { takesSms } from '../../territory/phone-numbers.ts'
import { templateSaying } from '../whatsapp-templates.ts'
import { isWindowOpen } from '../whatsapp-window.ts'

export const answerChannels = ['whatsapp', 'sms'] as const satisfies readonly MessageChannel[]
export type AnswerChannel = (typeof answerChannels)[number]

export const answerStates = ['free', 'template', 'leftUs', 'landline'] as const
/** What may be written there: anything, only what WhatsApp has approved, or nothing. */
export type AnswerState = (typeof answerStates)[number]

export interface AnswerWay {
  channel: AnswerChannel
  state: AnswerState
}

interface Reached {
  e164: string
  /** Where they write from, and when they last did. */
  channels: readonly { channel: MessageChannel; lastInboundAt: Date | null }[]
  /** Where they have asked not to be written to. */
  optedOut: readonly MessageChannel[]
}

/** How a number may be answered: where they last wrote comes first. */
export function answerWays({ e164, channels, optedOut }: Reached, now: Date): AnswerWay[] {
  const onWhatsApp = channels.find(({ channel, lastInboundAt }) => channel === 'whatsapp' && lastInboundAt !== null)
  const lastSmsAt = channels.find(({ channel }) => channel === 'sms')?.lastInboundAt ?? null
  const smsState = optedOut.includes('sms') ? 'leftUs' : takesSms(e164) || lastSmsAt ? 'free' : 'landline'
  const sms: AnswerWay = { channel: 'sms', state: smsState }
  if (!onWhatsApp?.lastInboundAt) return [sms]
  const isOpen = isWindowOpen(onWhatsApp.lastInboundAt, now)
  const state = optedOut.includes('whatsapp') ? 'leftUs' : isOpen ? 'free' : 'template'
  const whatsApp: AnswerWay = { channel: 'whatsapp', state }
  return lastSmsAt && lastSmsAt > onWhatsApp.lastInboundAt ? [sms, whatsApp] : [whatsApp, sms]
}

const refusals: Record<Exclude<AnswerState, 'free'>, string> = {
  template:
    'Su WhatsApp, dopo un giorno di silenzio, si può solo chiedere di riscrivere. Può mandare un SMS, oppure telefonare.',
  leftUs: 'Da questo numero ci hanno chiesto di non scrivere: si può telefonare.',
  landline: 'A questo numero non arrivano SMS: si può telefonare.',
}

/** Why this text cannot be sent so; null where it can. */
export function whyNotSo(ways: readonly AnswerWay[], channel: AnswerChannel, text: string): string | null {
  const way = ways.find((each) => each.channel === channel)
  if (!way) return 'Da questo numero non ci hanno mai scritto su WhatsApp.'
  if (way.state === 'free' || (way.state === 'template' && templateSaying(text) !== null)) return null
  return refusals[way.state]
}
