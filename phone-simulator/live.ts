import type { Request, Response } from 'express'
import type { Exchange } from './exchange.ts'
import { readableNumber } from './numbers.ts'
import { situationOf } from './situation.ts'
import type { MessageButton, Telephone } from './telephone.ts'

/** What the page shows; sent whole at each change, it is small. */
export interface PageState {
  dialled: { number: string; friendlyName: string; aliases: readonly string[]; takesTexts: boolean }[]
  telephones: PageTelephone[]
  applications: { sid: string; friendlyName: string }[]
  errors: string[]
}

export interface PageTelephone {
  number: string
  label: string
  kind: string
  hasWhatsApp: boolean
  phase: 'idle' | 'calling' | 'ringing' | 'talking'
  state: string
  transcript: { id: number; kind: string; text: string }[]
  texts: PageText[]
}

export interface PageText {
  sid: string
  channel: 'sms' | 'whatsapp'
  direction: string
  other: string
  body: string
  attached: readonly string[]
  buttons: readonly MessageButton[]
}

const mostShown = 100

function pageState(exchange: Exchange): PageState {
  return {
    dialled: [...exchange.numbers.values()].map((number) => ({
      number: number.number,
      friendlyName: number.friendlyName,
      aliases: number.aliases,
      takesTexts: exchange.smsAddresses(number).smsUrl !== '',
    })),
    telephones: [...exchange.telephones.values()].map((telephone) => pageTelephone(exchange, telephone)),
    applications: [...exchange.applications.values()].map(({ sid, friendlyName }) => ({ sid, friendlyName })),
    errors: exchange.errors.slice(-20).map(({ code, message }) => `${code}: ${message}`),
  }
}

function pageTelephone(exchange: Exchange, telephone: Telephone): PageTelephone {
  const { number, label, kind, hasWhatsApp, line } = telephone
  return {
    number,
    label,
    kind,
    hasWhatsApp,
    phase: line?.phase ?? 'idle',
    state: situationOf(exchange, telephone),
    transcript: telephone.transcript.slice(-mostShown).map(({ id, kind: heard, text }) => ({ id, kind: heard, text })),
    texts: telephone.inbox
      .slice(-mostShown)
      .map(({ other, buttons = [], attached = [], sid, channel, direction, body }) => {
        return { sid, channel, direction, body, attached, buttons, other: readableNumber(other) }
      }),
  }
}

/** Server-sent events: the state now, and again after each change. */
export function streamState(exchange: Exchange, request: Request, response: Response): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  let isDue = false
  const send = () => {
    isDue = false
    if (!response.destroyed) response.write(`data: ${JSON.stringify(pageState(exchange))}\n\n`)
  }
  const stop = exchange.onChange(() => {
    if (isDue) return
    isDue = true
    setImmediate(send)
  })
  request.on('close', stop)
  send()
}
