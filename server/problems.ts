import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import type { Log } from '../adapters/log.ts'
import type { Problem } from '../contract/endpoint.ts'
import { DomainError, type DomainErrorCode, Invalid } from '../helpline/errors.ts'

const titles = {
  400: 'Richiesta non valida',
  401: 'Serve l’accesso',
  403: 'Non consentito',
  404: 'Non trovato',
  405: 'Metodo non ammesso',
  409: 'In conflitto con la situazione attuale',
  413: 'Richiesta troppo grande',
  415: 'Formato non ammesso',
  416: 'Parte inesistente',
  422: 'Dati da correggere',
  429: 'Troppi tentativi',
  500: 'Errore del programma',
  503: 'Non disponibile',
} as const
export type ProblemStatus = keyof typeof titles

const details: Record<ProblemStatus, string> = {
  400: 'La richiesta non è scritta come il programma si aspetta.',
  401: 'Entri con la sua e-mail e la sua password.',
  403: 'Il suo ruolo non permette questa operazione.',
  404: 'Qui non c’è nulla.',
  405: 'Questo indirizzo non accetta questo metodo.',
  409: 'Qualcun altro ha già cambiato questi dati: li ricarichi.',
  413: 'I dati inviati superano il limite ammesso.',
  415: 'I dati vanno inviati come application/json.',
  416: 'Quello che si chiede va oltre la fine.',
  422: 'Controlli i dati indicati.',
  429: 'Aspetti qualche minuto e riprovi.',
  500: 'Qualcosa non ha funzionato. Riprovi; se succede ancora, comunichi il numero della richiesta.',
  503: 'Il servizio non è pronto. Riprovi fra poco.',
}

const statusOf: Record<DomainErrorCode, ProblemStatus> = {
  'not-found': 404,
  conflict: 409,
  'not-allowed': 403,
  invalid: 422,
}

interface ProblemExtras {
  detail?: string
  fields?: Readonly<Record<string, string>>
  headers?: Readonly<Record<string, string>>
}

/** A refusal of the wire itself: no session, wrong format, too much. What the helpline refuses is a DomainError. */
export class HttpProblem extends Error {
  readonly status: ProblemStatus
  readonly extras: ProblemExtras

  constructor(status: ProblemStatus, extras: ProblemExtras = {}) {
    super(extras.detail ?? details[status])
    this.status = status
    this.extras = extras
  }
}

const isKnownStatus = (status: unknown): status is ProblemStatus => typeof status === 'number' && status in titles

/** What Express and its body parser throw carries a status meant for the client; whatever else happens is ours: 500. */
function asHttpProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (error instanceof DomainError) {
    const fields = error instanceof Invalid ? error.fields : undefined
    return new HttpProblem(statusOf[error.code], { detail: error.message, ...(fields ? { fields } : {}) })
  }
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return new HttpProblem(isKnownStatus(status) && status < 500 ? status : 500)
}

export function problemOf(error: unknown, requestId?: string): Problem {
  const { status, message, extras } = asHttpProblem(error)
  return {
    type: `urn:filo-d-argento:problem:${status}`,
    title: titles[status],
    status,
    detail: message,
    ...(extras.fields && Object.keys(extras.fields).length > 0 ? { fields: { ...extras.fields } } : {}),
    ...(requestId ? { requestId } : {}),
  }
}

function sendProblem(response: Response, error: unknown): void {
  const problem = problemOf(error, response.locals.requestId as string | undefined)
  response
    .status(problem.status)
    .set({ ...asHttpProblem(error).extras.headers, 'Cache-Control': 'no-store' })
    .type('application/problem+json')
    .send(JSON.stringify(problem))
}

/** The last handler: every error of every route becomes a problem here, and nowhere else. */
export const answerProblems =
  (log: Log): ErrorRequestHandler =>
  (error, _request, response, next) => {
    if (asHttpProblem(error).status === 500) log.error({ err: error }, 'request failed')
    if (response.headersSent) next(error)
    else sendProblem(response, error)
  }

export const nothingHere: RequestHandler = () => {
  throw new HttpProblem(404)
}
