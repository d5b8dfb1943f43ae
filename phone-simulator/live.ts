import type { Request, Response } from 'express'
import type { Exchange } from './exchange.ts'
import { readableNumber } from './numbers.ts'
import type { Telephone } from './telephone.ts'

/** What the page shows; sent whole at each change, it is small. */
export interface PageState {
  dialled: { number: string; friendlyName: string; aliases: readonly string[]; takesTexts: boolean }[]
  telephones: PageTelephone[]
  errors: string[]
}

export interface PageTelephone {
  number: string
  label: string
  kind: string
  phase: 'idle' | 'calling' | 'ringing' | 'talking'
  state: string
  transcript: { id: number; kind: string; text: string }[]
  texts: { sid: string; direction: string; other: string; body: string }[]
}

const mostShown = 100

function pageState(exchange: Exchange): PageState {
  return {
    dialled: [...exchange.numbers.values()].map(({ number, friendlyName, aliases, smsUrl }) => ({
      number,
      friendlyName,
      aliases,
      takesTexts: Boolean(smsUrl),
    })),
    telephones: [...exchange.telephones.values()].map((telephone) => pageTelephone(exchange, telephone)),
    errors: exchange.errors.slice(-20).map(({ code, message }) => `${code}: ${message}`),
  }
}

function pageTelephone(exchange: Exchange, telephone: Telephone): PageTelephone {
  const { number, label, kind, line } = telephone
  return {
    number,
    label,
    kind,
    phase: line?.phase ?? 'idle',
    state: stateInWords(exchange, telephone),
    transcript: telephone.transcript.slice(-mostShown).map(({ id, kind: heard, text }) => ({ id, kind: heard, text })),
    texts: telephone.inbox
      .slice(-mostShown)
      .map(({ sid, direction, other, body }) => ({ sid, direction, other: readableNumber(other), body })),
  }
}

function stateInWords(exchange: Exchange, { line }: Telephone): string {
  if (!line) return 'Libero'
  const call = exchange.calls.get(line.callSid)
  if (line.phase === 'calling') return 'Sta chiamando'
  if (line.phase === 'talking') return call?.peer ? 'In conversazione' : 'In linea'
  const from = call ? readableNumber(call.from) : ''
  return line.letItRing ? `Squilla: chiamata da ${from}. Nessuno risponde` : `Squilla: chiamata da ${from}`
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
