import type { Change, Occasion } from '../../changes/change.ts'
import { numeroVerde } from '../../territory/numero-verde.ts'
import { isRide } from '../service-times.ts'
import { type ClosableService, type ResolvedDone, readDoneReply, resolveDone } from './done-reply.ts'
import { type WriteClosingRows, writeClosing } from './write-closing.ts'

const DAY_MS = 86_400_000
/** As long as a code is not given again. */
const ANSWERED_WITHIN_DAYS = 30

export interface CloseByMessageRows extends WriteClosingRows {
  /** Begun since then, to be closed or closed, newest first. */
  closableServices(volunteerIds: readonly string[], between: { from: Date; to: Date }): Promise<ClosableService[]>
}

export interface ClosedByMessage {
  /** What is written back. */
  text: string
  needsPerson: boolean
}

/** A volunteer, held, writes that a service is done; null where the message says nothing of the sort. */
export async function closeByMessage(
  tx: CloseByMessageRows & Change,
  occasion: Occasion,
  { volunteerIds, body }: { volunteerIds: readonly string[]; body: string },
): Promise<ClosedByMessage | null> {
  const said = volunteerIds.length > 0 ? readDoneReply(body) : null
  if (!said) return null
  const { now } = occasion
  const from = new Date(now.getTime() - ANSWERED_WITHIN_DAYS * DAY_MS)
  const resolved = resolveDone(said, await tx.closableServices(volunteerIds, { from, to: now }))
  if (resolved?.kind !== 'close') return resolved && answerTo(resolved)
  const service = await tx.lockService(resolved.serviceId)
  // Somebody closed it, or took it away, a moment ago.
  if (service?.state !== 'assigned' || !service.volunteerId || !volunteerIds.includes(service.volunteerId)) return null
  await writeClosing(tx, occasion, service, {
    report: {
      outcome: 'done',
      km: resolved.km,
      minutes: null,
      passengers: isRide(service.helpKind) ? 1 : null,
      fulfilledBy: 'auser',
    },
    odometerConfirmed: false,
    expenses: [],
  })
  return { text: closedText(resolved.km), needsPerson: false }
}

const kilometres = (km: number): string => `${km} chilometri`

const closedText = (km: number | null): string =>
  km === null ? 'Grazie, registrato: servizio fatto.' : `Grazie, registrato: ${kilometres(km)}.`

const doneWith = (codes: readonly string[]): string => codes.map((code) => `FATTO ${code} e i chilometri`).join('; ')

function answerTo(resolved: Exclude<ResolvedDone, { kind: 'close' }>): ClosedByMessage {
  switch (resolved.kind) {
    case 'already':
      if (resolved.isSame) return { text: closedText(resolved.km), needsPerson: false }
      return {
        text: `Questo servizio era già registrato${resolved.km === null ? '' : ` con ${kilometres(resolved.km)}`}: una persona controlla. Numero Verde ${numeroVerde}.`,
        needsPerson: true,
      }
    case 'askKm':
      return { text: `Grazie! Quanti chilometri? ${askKmText(resolved.code)}`, needsPerson: false }
    case 'whichOne':
      return { text: `Grazie! Ci dica quale servizio: ${doneWith(resolved.codes)}.`, needsPerson: false }
    case 'wrongCode':
      return resolved.codes.length > 0
        ? { text: `Questo numero non lo troviamo. Scriva ${doneWith(resolved.codes)}.`, needsPerson: false }
        : {
            text: `Questo numero non lo troviamo: una persona la richiamerà. Numero Verde ${numeroVerde}.`,
            needsPerson: true,
          }
  }
}

/** How one says it by SMS. */
export const askKmText = (code: string | null): string =>
  `Scriva FATTO ${code === null ? '' : `${code} `}e i chilometri, per esempio FATTO ${code === null ? '' : `${code} `}35.`
