import { randomUUID } from 'node:crypto'
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { z } from 'zod'
import type { Clock } from '../../adapters/clock.ts'
import type { Log } from '../../adapters/log.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import { sha256 } from '../../adapters/session-token.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { closeByVolunteer, volunteerClosings } from '../../helpline/dispatch/day/close-by-volunteer.ts'
import { readSheetDay, readVolunteerDay } from '../../helpline/dispatch/day/volunteer-day.ts'
import { answerOutcomes } from '../../helpline/dispatch/offers/answer-outcomes.ts'
import { answerFromPage, type PageOwner, readVolunteerPage } from '../../helpline/dispatch/offers/volunteer-page.ts'
import { Conflict, DomainError, Invalid, NotFound } from '../../helpline/errors.ts'
import { recordCompanionCall } from '../../helpline/messages/active/record-companion-call.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import { refuseForeignPages } from '../same-origin.ts'
import { readClosing, typedOf } from './close-form.ts'
import { readCompanionForm } from './companion-form.ts'
import type { ClosingTrouble } from './day-html.ts'
import { plainPage, volunteerPageHtml } from './page-html.ts'
import { pageLimit } from './page-limit.ts'
import { answered, closingSaid, companionSaid, words } from './page-words.ts'

const tokenShape = /^[\w-]{16}$/
const outcome = z.enum(answerOutcomes).optional().catch(undefined)
const closingOutcome = z.enum(volunteerClosings).optional().catch(undefined)
const answerForm = z.object({ answer: z.enum(['accept', 'decline']) })
const readForm = express.urlencoded({ extended: false, limit: '1kb', parameterLimit: 5 })
const readLongForm = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 30 })

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
  async function ownerOf(request: Request, response: Response): Promise<PageOwner | null> {
    const { token } = request.params
    const isToken = typeof token === 'string' && tokenShape.test(token)
    const owner = isToken ? await store.ownerOfPage(sha256(token), clock.now()) : null
    if (owner === null ? limit.guess() : limit.page(owner.volunteerId)) {
      response.status(429).set('Retry-After', '60').send(plainPage(words.tooOften, words.tooOftenText))
      return null
    }
    if (owner === null) response.status(404).send(plainPage(words.gone, words.goneText))
    return owner
  }

  /** Paper passes through other hands: it leads to its day, and to nothing that is asked or comes later. */
  const wholePage = async ({ volunteerId, day }: PageOwner, token: string) => ({
    ...(await readVolunteerPage(store, volunteerId, clock.now())),
    day:
      day === null
        ? await readVolunteerDay(store, volunteerId, clock.now())
        : await readSheetDay(store, volunteerId, day),
    companions: day === null ? await store.listCompanionPlansOfVolunteer(volunteerId, romeDate(clock.now())) : [],
    onlyDay: day,
    token,
    expenseId: randomUUID(),
    now: clock.now(),
  })

  const isWithin = async ({ volunteerId, day }: PageOwner, serviceId: string): Promise<boolean> =>
    day === null ||
    (await readSheetDay(store, volunteerId, day)).today.some((service) => service.serviceId === serviceId)

  router.use((request, response, next) => {
    // The address is a key: it is written nowhere.
    response.locals.route = '/v'
    response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' }).type('html')
    refuseForeignPages(request)
    next()
  })

  router.get('/:token', async (request, response) => {
    const owner = await ownerOf(request, response)
    if (owner === null) return
    const { esito, chiuso } = request.query
    const said = outcome.parse(esito)
    const closed = closingOutcome.parse(chiuso)
    const notice = (said && answered[said]) ?? (closed && closingSaid[closed]) ?? companionSaid(request.query.chiamata)
    const page = await wholePage(owner, request.params.token)
    response.send(volunteerPageHtml(page, notice))
  })

  router.post('/:token/offers/:offerId', readForm, async (request, response) => {
    const owner = await ownerOf(request, response)
    if (owner === null) return
    const { volunteerId } = owner
    if (owner.day !== null) throw new NotFound('Da un foglio stampato non si risponde.')
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
    const owner = await ownerOf(request, response)
    if (owner === null) return
    const { volunteerId } = owner
    const { token } = request.params
    const serviceId = z.uuid().safeParse(request.params.serviceId)
    const typed = typedOf(request.body)
    if (!serviceId.success || !typed) {
      response.status(400).send(plainPage(words.broken, words.brokenText))
      return
    }
    if (!(await isWithin(owner, serviceId.data))) throw new NotFound('Questo servizio è di un altro giorno.')
    const showAgain = async (trouble: Pick<ClosingTrouble, 'message' | 'fields'>) => {
      const page = await wholePage(owner, token)
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

  router.post('/:token/companion/:planId', readLongForm, async (request, response) => {
    const owner = await ownerOf(request, response)
    if (owner === null) return
    if (owner.day !== null) throw new NotFound('Da un foglio stampato non si scrive.')
    const planId = z.uuid().safeParse(request.params.planId)
    const call = readCompanionForm(request.body)
    if (!planId.success || !call) {
      response.status(400).send(plainPage(words.broken, words.brokenText))
      return
    }
    const by = { kind: 'volunteer', volunteerId: owner.volunteerId } as const
    try {
      await recordCompanionCall(store, occasionOf(response), { ...call, by, planId: planId.data })
      response.redirect(303, `/v/${request.params.token}?chiamata=scritta`)
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      response.redirect(303, `/v/${request.params.token}?chiamata=altri`)
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
