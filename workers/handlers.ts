import { documents } from '../adapters/documents/export-documents.ts'
import type { Log } from '../adapters/log.ts'
import type { Store } from '../adapters/postgres/store.ts'
import type { CallControl } from '../helpline/calls/call-control.ts'
import { steerLine } from '../helpline/calls/conversation/conference-moves.ts'
import { endHelpRing, ringHelper } from '../helpline/calls/conversation/help-ring.ts'
import { callNextWaiting, fetchCaller } from '../helpline/calls/incoming/call-next-waiting.ts'
import { hangUpOutgoingLine, placeOutgoingLine } from '../helpline/calls/outgoing/place-outgoing-line.ts'
import { deleteVoicemail, keepVoicemail } from '../helpline/calls/voicemail/voicemail-retention.ts'
import { closeWave } from '../helpline/dispatch/close-wave.ts'
import { remindUnclosed } from '../helpline/dispatch/day/remind-unclosed.ts'
import { makeOffers } from '../helpline/dispatch/make-offers.ts'
import { recheckServices } from '../helpline/dispatch/recheck/recheck-services.ts'
import { askForNextServices, extendSeries } from '../helpline/dispatch/series/extend-series.ts'
import { watchOverReturn } from '../helpline/dispatch/series/return-leg.ts'
import { tellPerson } from '../helpline/dispatch/tell-person.ts'
import { remindTomorrow } from '../helpline/dispatch/telling/remind-tomorrow.ts'
import { runImport } from '../helpline/imports/run-import.ts'
import { undoImport } from '../helpline/imports/undo-import.ts'
import { feedCampaign } from '../helpline/messages/active/feed-campaign.ts'
import { deleteMedia, keepMedia } from '../helpline/messages/media/keep-media.ts'
import type { MediaAtTwilio } from '../helpline/messages/media/media-records.ts'
import type { Departures } from '../helpline/messages/rate/departures.ts'
import { reconcileMessage } from '../helpline/messages/reconcile-message.ts'
import { sendMessage } from '../helpline/messages/send-message.ts'
import { ringAgain } from '../helpline/messages/spoken/ring-again.ts'
import type { Telephone } from '../helpline/messages/telephone.ts'
import { warnOfDue } from '../helpline/reports/accountability-calendar.ts'
import { draftDueReports } from '../helpline/reports/accountability-drafts.ts'
import { checkFigures } from '../helpline/reports/check-figures.ts'
import { makeExport } from '../helpline/reports/export-report.ts'
import { prepareMonths } from '../helpline/reports/month-preparation.ts'
import { keepHouse } from './housekeeping.ts'
import { importDoors } from './import-doors.ts'
import type { JobHandlers } from './run-wish.ts'
import { sweep } from './sweep.ts'

export interface WorkerDoors {
  store: Store
  telephone: Telephone
  control: CallControl
  mediaAtTwilio: MediaAtTwilio
  departures: Departures
  log?: Pick<Log, 'error'>
}

export function jobHandlers({ store, telephone, control, mediaAtTwilio, departures, log }: WorkerDoors): JobHandlers {
  const calling = { ...store, telephone, departures }
  const steering = { ...store, control }
  return {
    'make-offers': (occasion, payload) => makeOffers(store, occasion, payload),
    'close-wave': (occasion, payload) => closeWave(store, occasion, payload),
    'recheck-services': (occasion, payload) => recheckServices(store, occasion, payload),
    'tell-person': (occasion, payload) => tellPerson(store, occasion, payload),
    'remind-tomorrow': (occasion, payload) => remindTomorrow(store, occasion, payload),
    'remind-unclosed': (occasion, payload) => remindUnclosed(store, occasion, payload),
    'extend-series': (occasion, payload) => extendSeries(store, occasion, payload),
    'extend-cycles': (occasion, payload) => askForNextServices(store, occasion, payload),
    'watch-return': (occasion, payload) => watchOverReturn(store, occasion, payload),
    'send-message': async (occasion, payload) => {
      const { hasStopped } = await sendMessage(calling, occasion, payload)
      if (hasStopped) log?.error('Twilio refuses our account: nothing is sent until its credentials are put right')
    },
    'reconcile-message': (occasion, payload) => reconcileMessage(calling, occasion, payload),
    'ring-again': (occasion, payload) => ringAgain(store, occasion, payload),
    'run-import': (occasion, payload) => runImport(importDoors(store, occasion), occasion, payload),
    'undo-import': (occasion, payload) => undoImport(store, occasion, payload),
    'feed-campaign': (occasion, payload) => feedCampaign(store, occasion, payload),
    'place-outgoing-call': (occasion, payload) => placeOutgoingLine(steering, occasion, payload),
    'hang-up-outgoing-line': (occasion, payload) => hangUpOutgoingLine(steering, occasion, payload),
    'keep-voicemail': (occasion, payload) => keepVoicemail({ ...store, recordings: control }, occasion, payload),
    'delete-voicemail': (occasion, payload) => deleteVoicemail({ ...store, recordings: control }, occasion, payload),
    'keep-message-media': (occasion, payload) => keepMedia({ ...store, mediaAtTwilio }, occasion, payload),
    'delete-message-media': (occasion, payload) => deleteMedia({ ...store, mediaAtTwilio }, occasion, payload),
    'call-next-waiting': (occasion, payload) => callNextWaiting(store, occasion, payload),
    'fetch-caller': (occasion, payload) => fetchCaller(steering, occasion, payload),
    'steer-line': (occasion, payload) => steerLine(steering, occasion, payload),
    'ring-helper': (occasion, payload) => ringHelper(steering, occasion, payload),
    'end-help-ring': (occasion, payload) => endHelpRing(store, occasion, payload),
    'sweep-calls': (occasion) => sweep({ ...steering, telephone }, occasion),
    'check-figures': async (occasion, payload) => {
      for (const alarm of await checkFigures(store, occasion, payload)) {
        log?.error({ alarm }, 'a tally of the reports was wrong: it is being counted again, and somebody must look why')
      }
    },
    'make-export': (occasion, payload) => makeExport({ ...store, documents }, occasion, payload),
    'prepare-months': (occasion, payload) => prepareMonths(store, occasion, payload),
    'warn-of-due': async (occasion, payload) => {
      await warnOfDue(store, occasion, payload)
      await draftDueReports(store, occasion, payload)
    },
    housekeeping: (occasion) => keepHouse(store, occasion),
  }
}
