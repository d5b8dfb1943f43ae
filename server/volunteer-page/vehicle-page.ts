import { Router } from 'express'
import type { Clock } from '../../adapters/clock.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import { sha256 } from '../../adapters/session-token.ts'
import { readVehicleDay } from '../../helpline/dispatch/day/vehicle-day.ts'
import { plainPage } from './page-html.ts'
import { pageLimit } from './page-limit.ts'
import { words } from './page-words.ts'
import { vehiclePageHtml } from './vehicle-html.ts'

const tokenShape = /^[\w-]{16}$/

/** Where the paper in a car leads: who drives it that day. It is read, and changes nothing. */
export function vehiclePage({ store, clock }: { store: Store; clock: Clock }): Router {
  const limit = pageLimit(() => clock.now())
  const router = Router()
  router.use((_request, response, next) => {
    response.locals.route = '/a'
    response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' }).type('html')
    next()
  })
  router.get('/:token', async (request, response) => {
    const { token } = request.params
    const vehicle = tokenShape.test(token) ? await store.vehicleOfPage(sha256(token), clock.now()) : null
    if (vehicle === null ? limit.guess() : limit.page(vehicle.vehicleId)) {
      response.status(429).set('Retry-After', '60').send(plainPage(words.tooOften, words.tooOftenText))
      return
    }
    if (vehicle === null) response.status(404).send(plainPage(words.gone, words.goneText))
    else response.send(vehiclePageHtml(await readVehicleDay(store, vehicle, clock.now())))
  })
  router.use((_request, response) => void response.status(404).send(plainPage(words.gone, words.goneText)))
  return router
}
