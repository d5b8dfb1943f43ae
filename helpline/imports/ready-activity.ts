import type { ServiceState } from '../dispatch/service-states.ts'
import { romeInstant } from '../territory/rome-time.ts'
import type { ContactImport, Finding, RequestImport, ServiceEnding, ServiceImport } from './import-rows.ts'
import type { KnownReferences } from './known-references.ts'
import { NOT_YOURS, placeOf, type Readied, readied, type Scene } from './ready-cards.ts'
import type { ReadyContact, ReadyRequest, ReadyService } from './ready-rows.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Whoever kept no hour of a contact: the middle of the day keeps it in its day whatever the clocks do. */
const NOON = '12:00'

const inFuture = { reason: 'È una data nel futuro: si può caricare solo ciò che è già avvenuto.' }

/** occurredAt is the true moment; recordedAt is now, when the program learns of it. */
export function readyContact(row: ContactImport, known: KnownReferences, scene: Scene): Readied<ReadyContact> {
  const findings: Finding[] = []
  const { listeningPointId, localAssociationId } = placeOf(row, scene, findings)
  if (findings.length === 0 && listeningPointId === null) {
    findings.push({ column: 'point', reason: 'Serve il punto d’ascolto, o un’associazione che ne ha uno.' })
  }
  const occurredAt = romeInstant(row.day, row.time ?? NOON)
  if (occurredAt > scene.now) findings.push({ column: 'day', ...inFuture })
  const isOutbound = row.direction === 'outbound'
  if (isOutbound !== (row.purpose !== undefined)) {
    const reason = isOutbound ? 'Di un contatto in uscita serve lo scopo.' : 'Solo un contatto in uscita ha uno scopo.'
    findings.push({ column: 'purpose', reason })
  }
  const person = row.person === undefined ? undefined : known.people.get(row.person)
  if (row.person !== undefined && !person) findings.push({ column: 'person', reason: noSuch('person') })
  const request = row.request === undefined ? undefined : known.requests.get(row.request)
  if (row.request !== undefined && !isOutbound) {
    findings.push({ column: 'request', reason: 'Solo un contatto in uscita serve una richiesta.' })
  } else if (row.request !== undefined && !request) findings.push({ column: 'request', reason: noSuch('request') })
  return readied(findings, () => ({
    id: scene.newId(),
    direction: row.direction,
    provenance: row.provenance,
    purpose: row.purpose ?? null,
    occurredAt,
    recordedAt: scene.now,
    listeningPointId: listeningPointId as string,
    localAssociationId,
    personId: person?.id ?? null,
    servesRequestId: request?.id ?? null,
    callerType: row.callerType ?? null,
    callerName: row.callerName ?? null,
    callerE164: row.callerPhone ?? null,
    notes: row.notes ?? null,
  }))
}

const noSuchCodes = {
  person: 'Nessuna persona caricata ha questo codice, né c’è una scheda con questo codice fiscale.',
  contact: 'Nessun contatto caricato ha questo codice: carichi prima il file dei contatti, poi di nuovo questo.',
  request: 'Nessuna richiesta caricata ha questo codice: carichi prima il file delle richieste, poi di nuovo questo.',
  volunteer: 'Nessun volontario caricato ha questo codice, né c’è un volontario con questo codice fiscale.',
  vehicle: 'Nessun automezzo caricato ha questo codice, né c’è un automezzo con questa targa.',
}
const noSuch = (what: keyof typeof noSuchCodes): string => noSuchCodes[what]

function kindFindings(row: RequestImport): Finding[] {
  const findings: Finding[] = []
  const wanted = row.kind === 'help' ? 'helpKind' : 'informationKind'
  const other = row.kind === 'help' ? 'informationKind' : 'helpKind'
  if (row[wanted] === undefined) findings.push({ column: wanted, reason: 'Questo dato serve.' })
  if (row[other] !== undefined) findings.push({ column: other, reason: 'Non va insieme al genere della richiesta.' })
  if (row.kind === 'information' && row.neededDay !== undefined) {
    findings.push({ column: 'neededDay', reason: 'Solo una richiesta d’aiuto ha un giorno.' })
  }
  return findings
}

function causeFindings(isUnmet: boolean, row: Pick<RequestImport, 'unmetCause'>): Finding[] {
  if (isUnmet === (row.unmetCause !== undefined)) return []
  const reason = isUnmet ? 'Serve la causa.' : 'La causa si scrive solo per ciò che non è stato coperto.'
  return [{ column: 'unmetCause', reason }]
}

/** `position` is its place among the requests of its contact. */
export function readyRequest(
  row: RequestImport,
  known: KnownReferences,
  position: number,
  scene: Scene,
): Readied<ReadyRequest> {
  const findings = [...kindFindings(row), ...causeFindings(row.state === 'unmet', row)]
  if (row.kind === 'information' && row.unmetCause === 'noDriver') {
    findings.push({ column: 'unmetCause', reason: 'Un’informazione non ha bisogno di un volontario.' })
  }
  const contact = known.contacts.get(row.contact)
  if (!contact) findings.push({ column: 'contact', reason: noSuch('contact') })
  else if (!scene.ground.mayBring(contact.listeningPointId)) findings.push({ column: 'contact', reason: NOT_YOURS })
  const facilityId = row.facility === undefined ? undefined : scene.ground.facility(row.facility)
  if (row.facility !== undefined && facilityId === undefined) {
    findings.push({ column: 'facility', reason: 'Nessuna struttura conosciuta si chiama così.' })
  }
  const isClosed = row.state === 'solved' || row.state === 'unmet' || row.state === 'withdrawn'
  return readied(findings, () => ({
    id: scene.newId(),
    contactId: (contact as NonNullable<typeof contact>).id,
    position,
    kind: row.kind,
    informationKind: row.informationKind ?? null,
    helpKind: row.helpKind ?? null,
    state: row.state,
    personId: contact?.personId ?? null,
    createdAt: (contact as NonNullable<typeof contact>).occurredAt,
    recordedAt: scene.now,
    urgent: row.urgent ?? false,
    answer: row.answer ?? null,
    referredTo: row.referredTo ?? null,
    neededFrom: row.neededDay === undefined ? null : romeInstant(row.neededDay, row.neededTime ?? NOON),
    fromPlace: row.fromPlace ?? null,
    toPlace: row.toPlace ?? null,
    facilityId: facilityId ?? null,
    destinationKind: row.destination ?? null,
    insideProvince: row.insideProvince ?? null,
    notes: row.notes ?? null,
    takenInChargeAt: row.kind === 'help' && row.state !== 'open' ? scene.now : null,
    fulfilledBy: row.state === 'solved' ? (row.fulfilledBy ?? 'auser') : null,
    unmetCause: row.unmetCause ?? null,
    closedAt: isClosed ? scene.now : null,
  }))
}

const stateOf = (ending: ServiceEnding): ServiceState =>
  ending === 'unmet' || ending === 'cancelled' ? ending : 'done'

function serviceTimes(row: ServiceImport, findings: Finding[]): { startsAt: Date; endsAt: Date } {
  const startsAt = romeInstant(row.day, row.time)
  if (row.endTime === undefined) {
    return { startsAt, endsAt: new Date(startsAt.getTime() + (row.minutes ? row.minutes * MINUTE_MS : HOUR_MS)) }
  }
  const endsAt = romeInstant(row.day, row.endTime)
  if (endsAt <= startsAt) findings.push({ column: 'endTime', reason: 'Finisce prima di cominciare.' })
  return { startsAt, endsAt }
}

export function readyService(row: ServiceImport, known: KnownReferences, scene: Scene): Readied<ReadyService> {
  const findings = causeFindings(row.ending === 'unmet', row)
  const { localAssociationId } =
    row.association === undefined ? { localAssociationId: null } : placeOf(row, scene, findings)
  const times = serviceTimes(row, findings)
  if (times.startsAt > scene.now) findings.push({ column: 'day', ...inFuture })
  const request = known.requests.get(row.request)
  if (!request) findings.push({ column: 'request', reason: noSuch('request') })
  else if (!scene.ground.mayBring(request.listeningPointId)) findings.push({ column: 'request', reason: NOT_YOURS })
  else if (request.kind !== 'help')
    findings.push({ column: 'request', reason: 'È una richiesta d’informazione: non ha servizi.' })
  else if (request.personId === null)
    findings.push({ column: 'request', reason: 'Della richiesta non si sa per quale persona è.' })
  const volunteerId = row.volunteer === undefined ? null : known.volunteers.get(row.volunteer)
  if (volunteerId === undefined) findings.push({ column: 'volunteer', reason: noSuch('volunteer') })
  const vehicleId = row.vehicle === undefined ? null : known.vehicles.get(row.vehicle)
  if (vehicleId === undefined) findings.push({ column: 'vehicle', reason: noSuch('vehicle') })
  return readied(findings, () => {
    const served = request as NonNullable<typeof request>
    const state = stateOf(row.ending)
    return {
      id: scene.newId(),
      requestId: served.id,
      personId: served.personId as string,
      helpKind: served.helpKind as NonNullable<typeof served.helpKind>,
      listeningPointId: served.listeningPointId,
      localAssociationId: localAssociationId ?? served.localAssociationId,
      ...times,
      state,
      outcome: row.ending === 'unmet' || row.ending === 'cancelled' ? null : row.ending,
      volunteerId: volunteerId ?? null,
      vehicleId: vehicleId ?? null,
      fulfilledBy: state === 'done' ? (row.fulfilledBy ?? 'auser') : null,
      unmetCause: row.unmetCause ?? null,
      km: row.km ?? null,
      minutes: row.minutes ?? null,
      passengers: row.passengers ?? null,
      destinationKind: row.destination ?? null,
      insideProvince: row.insideProvince ?? null,
      createdAt: served.occurredAt,
      recordedAt: scene.now,
    }
  })
}
