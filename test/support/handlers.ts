import type { JobHandlers } from '../../workers/run-wish.ts'

/** Handlers for a test that cares about some jobs only: any other one is a mistake. */
export function onlyHandlers(some: Partial<JobHandlers>): JobHandlers {
  const unexpected = async (): Promise<never> => {
    throw new Error('This job was not expected.')
  }
  return {
    'make-offers': unexpected,
    'close-wave': unexpected,
    'tell-person': unexpected,
    'send-message': unexpected,
    'reconcile-message': unexpected,
    housekeeping: unexpected,
    ...some,
  }
}
