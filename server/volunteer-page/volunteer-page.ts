import { randomUUID } from 'node:crypto'
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { z } from 'zod'
import type { Clock } from '../../adapters/clock.ts'
import type { Log } from '../../adapters/log.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import { sha256 } from '../../adapters/session-token.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { answerOutcomes } from '../../helpline/dispatch/answer-offer.ts'
import { closeByVolunteer, volunteerClosings } from '../../helpline/dispatch/day/close-by-volunteer.ts'
import { readVolunteerDay } from '../../helpline/dispatch/day/volunteer-day.ts'
import { answerFromPage, readVolunteerPage } from '../../helpline/dispatch/offers/volunteer-page.ts'
import { DomainError, Invalid } from '../../helpline/errors.ts'
import { refuseForeignPages } from '../same-origin.ts'
import { readClosing, typedOf } from './close-form.ts'
import type { ClosingTrouble } from './day-html.ts'
import { plainPage, volunteerPageHtml } from './page-html.ts'
import { pageLimit } from './page-limit.ts'
import { answered, closingSaid, words } from './page-words.ts'

const tokenShape = /^[\w-]{16}$/
const outcome = z.enum(answerOutcomes).optional().catch(undefined)
const closingOutcome = z.enum(volunteerClosings).optional().catch(undefined)
const answerForm = z.object({ answer: z.enum(['accept', 'decline']) })
const readForm = express.urlencoded({ extended: false, limit: '1kb', parameterLimit: 5 })
const readLongForm = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 20 })

interface PageDoors {
  store: Store
  clock: Clock
  log: Log
}

/** A volunteer's own page: a link opens it, and a link never answers, because programs follow links before people do. */
export function volunteerPage({ store, clock, log }: PageDoors): Router {
  const limit = pageLimit(() => clock.now())
  const router = Router()

  const occasionOf = (response: Response): Occasion => ({
    now: clock.now(),
    actor: { kind: 'volunteer' },
    requestId: response.locals.requestId as string,
  })

  /** Whose page it is; otherwise the answer has been sent. */
  async function volunteerOf(request: Request, response: Response): Promise<string | null> {
    const { token } = request.params
    const isToken = typeof token === 'string' && tokenShape.test(token)
    const volunteerId = isToken ? await store.volunteerOfPage(sha256(token), clock.now()) : null
    if (volunteerId === null ? limit.guess() : limit.page(volunteerId)) {
      response.status(429).set('Retry-After', '60').send(plainPage(words.tooOften, words.tooOftenText))
      return null
    }
    if (volunteerId === null) response.status(404).send(plainPage(words.gone, words.goneText))
    return volunteerId
  }

  const wholePage = async (volunteerId: string, token: string) => ({
    ...(await readVolunteerPage(store, volunteerId, clock.now())),
    day: await readVolunteerDay(store, volunteerId, clock.now()),
    token,
    expenseId: randomUUID(),
    now: clock.now(),
  })

  router.use((request, response, next) => {
    // The address is a key: it is written nowhere.
    response.locals.route = '/v'
    response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' }).type('html')
    refuseForeignPages(request)
    next()
  })

  router.get('/:token', async (request, response) => {
    const volunteerId = await volunteerOf(request, response)
    if (volunteerId === null) return
    const { esito, chiuso } = request.query
    const said = outcome.parse(esito)
    const closed = closingOutcome.parse(chiuso)
    const notice = (said && answered[said]) ?? (closed && closingSaid[closed])
    const page = await wholePage(volunteerId, request.params.token)
    response.send(volunteerPageHtml(page, notice))
  })

  router.post('/:token/offers/:offerId', readForm, async (request, response) => {
    const volunteerId = await volunteerOf(request, response)
    if (volunteerId === null) return
    const offerId = z.uuid().safeParse(request.params.offerId)
    const form = answerForm.safeParse(request.body ?? {})
    if (!offerId.success || !form.success) {
      response.status(400).send(plainPage(words.broken, words.brokenText))
      return
    }
    const occasion = occasionOf(response)
    const answer = { volunteerId, offerId: offerId.data, answer: form.data.answer }
    const { kind } = await answerFromPage(store, occasion, answer)
    // Reading again after an answer asks for the page, not for the answer.
    response.redirect(303, `/v/${request.params.token}?esito=${kind}`)
  })

  router.post('/:token/services/:serviceId/close', readLongForm, async (request, response) => {
    const volunteerId = await volunteerOf(request, response)
    if (volunteerId === null) return
    const { token } = request.params
    const serviceId = z.uuid().safeParse(request.params.serviceId)
    const typed = typedOf(request.body)
    if (!serviceId.success || !typed) {
      response.status(400).send(plainPage(words.broken, words.brokenText))
      return
    }
    const showAgain = async (trouble: Pick<ClosingTrouble, 'message' | 'fields'>) => {
      const page = await wholePage(volunteerId, token)
      response.status(422).send(volunteerPageHtml(page, undefined, { ...trouble, serviceId: serviceId.data, typed }))
    }
    const read = readClosing(typed)
    if (read.kind === 'wrong') return showAgain({ message: words.wrong, fields: read.fields })
    const { expenses, odometerConfirmed, ...report } = read.closing
    const closing = { volunteerId, serviceId: serviceId.data, report, expenses, odometerConfirmed }
    try {
      response.redirect(303, `/v/${token}?chiuso=${await closeByVolunteer(store, occasionOf(response), closing)}`)
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      await showAgain(error)
    }
  })

  router.use((_request, response) => void response.status(404).send(plainPage(words.gone, words.goneText)))

  const answerInWords: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    const status = statusOf(error)
    if (status === 500) log.error({ err: error }, 'a volunteer’s page failed')
    response.status(status).send(plainPage(words.broken, words.brokenText))
  }
  return router.use(answerInWords)
}

function statusOf(error: unknown): number {
  if (error instanceof DomainError) return 404
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  return status >= 400 && status < 500 ? status : 500
}
