import type { Store } from '../../adapters/postgres/store.ts'
import type { CallbackView, callbackEndpoints } from '../../contract/callbacks.ts'
import { visiblePoints } from '../../helpline/access/permissions.ts'
import { recordAttempt } from '../../helpline/calls/callbacks/callback-attempt.ts'
import { promiseCallback } from '../../helpline/calls/callbacks/callback-promise.ts'
import { changeCallbackSettings } from '../../helpline/calls/callbacks/callback-settings.ts'
import { closeCallbacksOfContact, listCallbacksOfContact } from '../../helpline/calls/callbacks/callback-solved.ts'
import {
  closeCallback,
  planCallback,
  releaseCallback,
  reopenCallback,
  takeCallback,
} from '../../helpline/calls/callbacks/work-callback.ts'
import { Conflict } from '../../helpline/errors.ts'
import type { Handlers } from '../routes.ts'
import { viewCallbacks, viewClosedCallbacks, viewOpenCallback } from './callback-views.ts'

/** Whoever closed one by mistake finds it for so long. */
const CLOSED_SHOWN_MS = 7 * 24 * 3_600_000

const date = (value: string | null | undefined) => (typeof value === 'string' ? new Date(value) : value)

export const callbackHandlers = (store: Store): Handlers<typeof callbackEndpoints> => {
  const find = async (callbackId: string, now: Date): Promise<CallbackView | null> =>
    (await viewCallbacks(store, await store.listCallbacksWith(callbackId), now))[0] ?? null
  const read = async (callbackId: string, now: Date): Promise<CallbackView> => {
    const view = await find(callbackId, now)
    if (!view) throw new Conflict('Questa richiamata è stata chiusa in questo momento.')
    return view
  }

  return {
    listCallbacks: async ({ who, occasion }) =>
      viewCallbacks(store, await store.listCallbacks(visiblePoints(who)), occasion.now),

    async promiseCallback({ input: { params, body }, who, occasion }) {
      const nextAttemptAt = new Date(body.nextAttemptAt)
      await promiseCallback(store, occasion, { ...body, ...params, who, nextAttemptAt })
      return read(params.callbackId, occasion.now)
    },

    async takeCallback({ input: { params }, who, occasion }) {
      await takeCallback(store, occasion, { ...params, who })
      return read(params.callbackId, occasion.now)
    },

    async releaseCallback({ input: { params }, who, occasion }) {
      await releaseCallback(store, occasion, { ...params, who })
      return read(params.callbackId, occasion.now)
    },

    async planCallback({ input: { params, body }, who, occasion }) {
      const plan = {
        ...(body.notes === undefined ? {} : { notes: body.notes }),
        ...(body.nextAttemptAt === undefined ? {} : { nextAttemptAt: date(body.nextAttemptAt) ?? null }),
      }
      await planCallback(store, occasion, { ...params, who, plan })
      return read(params.callbackId, occasion.now)
    },

    async recordAttempt({ input: { params, body }, who, occasion }) {
      const nextAttemptAt = date(body.nextAttemptAt)
      await recordAttempt(store, occasion, { ...params, ...body, who, nextAttemptAt })
      return find(params.callbackId, occasion.now)
    },

    async closeCallback({ input: { params, body }, who, occasion }) {
      await closeCallback(store, occasion, { ...params, ...body, who })
      return null
    },

    listClosedCallbacks: async ({ who, occasion: { now } }) => {
      const closedAfter = new Date(now.getTime() - CLOSED_SHOWN_MS)
      return viewClosedCallbacks(store, await store.listClosedCallbacks(visiblePoints(who), closedAfter))
    },

    async reopenCallback({ input: { params }, who, occasion }) {
      await reopenCallback(store, occasion, { ...params, who })
      return read(params.callbackId, occasion.now)
    },

    async listCallbacksOfContact({ input: { params }, who, occasion }) {
      const rows = await listCallbacksOfContact(store, { ...params, who })
      const settings = await store.readCallbackSettings()
      return rows.map((row) => viewOpenCallback(row, settings, occasion.now))
    },

    async closeCallbacksOfContact({ input: { params, body }, who, occasion }) {
      await closeCallbacksOfContact(store, occasion, { ...params, ...body, who })
      return null
    },

    readCallbackSettings: () => store.readCallbackSettings(),

    async changeCallbackSettings({ input: { body }, occasion }) {
      await changeCallbackSettings(store, occasion, body)
      return store.readCallbackSettings()
    },
  }
}
