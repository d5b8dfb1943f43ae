import type { Store } from '../adapters/postgres/store.ts'
import { closeWave } from '../helpline/dispatch/close-wave.ts'
import { makeOffers } from '../helpline/dispatch/make-offers.ts'
import { tellPerson } from '../helpline/dispatch/tell-person.ts'
import { reconcileMessage } from '../helpline/messages/reconcile-message.ts'
import { sendMessage } from '../helpline/messages/send-message.ts'
import type { Telephone } from '../helpline/messages/telephone.ts'
import { keepHouse } from './housekeeping.ts'
import type { JobHandlers } from './run-wish.ts'

export interface WorkerDoors {
  store: Store
  telephone: Telephone
}

export function jobHandlers({ store, telephone }: WorkerDoors): JobHandlers {
  const calling = { ...store, telephone }
  return {
    'make-offers': (occasion, payload) => makeOffers(store, occasion, payload),
    'close-wave': (occasion, payload) => closeWave(store, occasion, payload),
    'tell-person': (occasion, payload) => tellPerson(store, occasion, payload),
    'send-message': (occasion, payload) => sendMessage(calling, occasion, payload),
    'reconcile-message': (occasion, payload) => reconcileMessage(calling, occasion, payload),
    housekeeping: (occasion) => keepHouse(store, occasion),
  }
}
