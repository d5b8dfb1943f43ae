import type { Request, Response } from 'express'
import type { Exchange } from './exchange.ts'

/** A refusal in Twilio's words and numbers. */
export class Refusal extends Error {
  readonly status: number
  readonly code: number

  constructor(status: number, code: number, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export function sendRefusal(response: Response, { status, code, message }: Refusal): void {
  const moreInfo = `https://www.twilio.com/docs/errors/${code}`
  response.status(status).json({ code, message, more_info: moreInfo, status })
}

export function notFound(request: Request): Refusal {
  return new Refusal(404, 20404, `The requested resource ${request.path} was not found`)
}

export type Parameters = Record<string, string>

/** The body's parameters; one that Twilio does not know is refused, and noted so that a test fails on it. */
export function bodyParameters(exchange: Exchange, request: Request, known: ReadonlySet<string>): Parameters {
  return checked(exchange, request, (request.body ?? {}) as Record<string, unknown>, known)
}

const paging = ['PageSize', 'Page', 'PageToken']

export function queryParameters(exchange: Exchange, request: Request, known: readonly string[]): Parameters {
  return checked(exchange, request, request.query, new Set([...known, ...paging]))
}

function checked(
  exchange: Exchange,
  request: Request,
  given: Record<string, unknown>,
  known: ReadonlySet<string>,
): Parameters {
  const parameters: Parameters = {}
  for (const [name, value] of Object.entries(given)) {
    if (!known.has(name)) {
      exchange.report({ code: 20001, message: `${request.method} ${resourceOf(request)}: unknown parameter ${name}` })
      throw new Refusal(400, 20001, `Unknown parameter ${name}`)
    }
    parameters[name] = Array.isArray(value) ? value.join(' ') : String(value)
  }
  return parameters
}

/** The path without sids, which are nobody's business in a log. */
function resourceOf(request: Request): string {
  return request.path.replace(/[A-Z]{2}[0-9a-f]{32}/g, '{sid}')
}

/** One page of a list, newest first, with Twilio's addresses of the others. */
export function page<T>(
  request: Request,
  key: string,
  rows: readonly T[],
  toJson: (row: T) => unknown,
): Record<string, unknown> {
  const size = Math.min(Math.max(Number(request.query.PageSize ?? 50) || 50, 1), 1000)
  const number = Math.max(Number(request.query.Page ?? 0) || 0, 0)
  const address = (wanted: number) => {
    const query = new URLSearchParams(request.query as Record<string, string>)
    query.set('PageSize', String(size))
    query.set('Page', String(wanted))
    return `${request.baseUrl}${request.path}?${query}`
  }
  const shown = rows.slice(number * size, (number + 1) * size)
  const isLast = (number + 1) * size >= rows.length
  return {
    [key]: shown.map(toJson),
    page: number,
    page_size: size,
    start: number * size,
    end: number * size + Math.max(shown.length - 1, 0),
    uri: address(number),
    first_page_uri: address(0),
    next_page_uri: isLast ? null : address(number + 1),
    previous_page_uri: number > 0 ? address(number - 1) : null,
  }
}

/** Dates as Twilio writes them in its answers. */
export function twilioDate(date: Date | undefined): string | null {
  return date ? date.toUTCString().replace('GMT', '+0000') : null
}

/** `X`, `X<` (up to) and `X>` (from) of a list request; a day without an hour means the whole day. */
export function isWithin(date: Date | undefined, name: string, parameters: Parameters): boolean {
  const exact = parameters[name]
  const upTo = parameters[`${name}<`]
  const from = parameters[`${name}>`]
  if (exact === undefined && upTo === undefined && from === undefined) return true
  if (!date) return false
  if (exact !== undefined && !date.toISOString().startsWith(exact.slice(0, 10))) return false
  if (upTo !== undefined && date > endOf(upTo)) return false
  return from === undefined || date >= new Date(from)
}

function endOf(text: string): Date {
  return text.length === 10 ? new Date(`${text}T23:59:59.999Z`) : new Date(text)
}

export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}

export function isMethod(text: string | undefined): boolean {
  return text === undefined || /^(get|post)$/i.test(text)
}
