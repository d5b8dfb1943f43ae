import type { CallControl } from '../../helpline/calls/call-control.ts'
import type { MediaAtTwilio } from '../../helpline/messages/media/media-records.ts'
import type { Departures } from '../../helpline/messages/rate/departures.ts'
import type { JobHandlers } from '../../workers/run-wish.ts'

/** Handlers for a test that cares about some jobs only: any other one is a mistake. */
export function onlyHandlers(some: Partial<JobHandlers>): JobHandlers {
  const unexpected = async (): Promise<never> => {
    throw new Error('This job was not expected.')
  }
  return {
    'make-offers': unexpected,
    'close-wave': unexpected,
    'recheck-services': unexpected,
    'tell-person': unexpected,
    'remind-tomorrow': unexpected,
    'remind-unclosed': unexpected,
    'send-message': unexpected,
    'reconcile-message': unexpected,
    'ring-again': unexpected,
    'extend-series': unexpected,
    'extend-cycles': unexpected,
    'watch-return': unexpected,
    'run-import': unexpected,
    'undo-import': unexpected,
    'feed-campaign': unexpected,
    'place-outgoing-call': unexpected,
    'hang-up-outgoing-line': unexpected,
    'keep-voicemail': unexpected,
    'delete-voicemail': unexpected,
    'keep-message-media': unexpected,
    'delete-message-media': unexpected,
    'call-next-waiting': unexpected,
    'fetch-caller': unexpected,
    'steer-line': unexpected,
    'ring-helper': unexpected,
    'end-help-ring': unexpected,
    'sweep-calls': unexpected,
    'check-figures': unexpected,
    'make-export': unexpected,
    'prepare-months': unexpected,
    'warn-of-due': unexpected,
    housekeeping: unexpected,
    ...some,
  }
}

/** For a test in which no line is placed, put down or asked again. */
export const noCallControl = new Proxy({} as CallControl, {
  get: () => async () => {
    throw new Error('No line was to be touched.')
  },
})

/** For a test in which nothing comes with a message. */
export const noMediaAtTwilio = new Proxy({} as MediaAtTwilio, {
  get: () => async () => {
    throw new Error('No file was to be fetched.')
  },
})

/** For a test whose clock stands still: everything leaves at once. */
export const atOnce: Departures = { takeTurn: async () => ({ taken: true, waitMs: 0 }) }
