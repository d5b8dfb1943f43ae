import type { Store } from '../../adapters/postgres/store.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { helpKinds, provenances } from '../../helpline/contacts/kinds.ts'
import type { ImportGround } from '../../helpline/imports/import-ground.ts'
import type { ImportKind } from '../../helpline/imports/import-kinds.ts'
import type { ImportRowTypes } from '../../helpline/imports/import-rows.ts'
import type { KnownReferences } from '../../helpline/imports/known-references.ts'
import { readyContact, readyRequest, readyService } from '../../helpline/imports/ready-activity.ts'
import { type Readied, readyPerson, readyVehicle, readyVolunteer } from '../../helpline/imports/ready-cards.ts'
import type { ReadyRow } from '../../helpline/imports/ready-rows.ts'
import { addDays, romeInstant } from '../../helpline/territory/rome-time.ts'
import { slots } from './service-plan.ts'
import { CannotMakeYear, type CastArea } from './year-cast.ts'
import { indexOf, kindOfPart, sizeOf, type YearPart, type YearScene, yearParts, yearRows } from './year-rows.ts'

const ROWS_TOGETHER = 1_000
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const kindNumbers: Record<YearPart, number> = {
  person: 1,
  volunteer: 2,
  vehicle: 3,
  inbound: 4,
  request: 5,
  service: 6,
  outbound: 7,
}

/** The same row has the same id each time the year is made. */
function idOf({ plan }: YearScene, part: YearPart, index: number): string {
  const year = String(plan.totals.year)
  const seed = plan.seed.toString(16).padStart(4, '0').slice(-4)
  return `${year}${seed}-000${kindNumbers[part]}-8000-8000-${index.toString(16).padStart(12, '0')}`
}

/** A number between 0 and 1 that belongs to this row alone. */
function chanceOf(seed: number, index: number): number {
  let t = Math.imul((seed << 16) ^ (index + 0x9e3779b9), 0x85ebca6b)
  t = Math.imul(t ^ (t >>> 13), 0xc2b2ae35)
  return ((t ^ (t >>> 16)) >>> 0) / 4294967296
}

/** When the program learnt of something: at once, or weeks later where an association sends its cards late. */
function recorded(scene: YearScene, happenedMs: number, index: number, mayBeLate: boolean): Date {
  const { contacts, extractedOn } = scene.plan.totals
  const luck = chanceOf(scene.plan.seed, index)
  const soon = happenedMs + 5 * MINUTE_MS
  if (!mayBeLate || luck >= contacts.late.share) return new Date(soon)
  const days = 1 + Math.floor((luck / contacts.late.share) * contacts.late.mostDays)
  const last = romeInstant(extractedOn, '00:00').getTime() - MINUTE_MS
  return new Date(Math.max(soon, Math.min(happenedMs + days * DAY_MS, last)))
}

interface Moments {
  contact(index: number): Date
  contactRecorded(index: number): Date
}

function momentsOf(scene: YearScene): Moments {
  const { contacts, days } = scene.plan
  const contact = (index: number) => {
    const minute = contacts.minute[index] as number
    const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
    return romeInstant(days.dates[contacts.day[index] as number] as string, time)
  }
  return {
    contact,
    contactRecorded: (index) =>
      recorded(
        scene,
        contact(index).getTime(),
        index,
        provenances[contacts.provenance[index] as number] !== 'tollFree',
      ),
  }
}

/** What an import would find in the database, worked out from the plan. */
function knownIn(scene: YearScene, moments: Moments): KnownReferences {
  const { contacts, requests } = scene.plan
  const pointOf = (contact: number) => (scene.cast[contacts.area[contact] as number] as CastArea).point.id
  const personOf = (contact: number) => idOf(scene, 'person', contacts.person[contact] as number)
  return {
    people: { get: (code) => ({ id: idOf(scene, 'person', indexOf(code)) }) },
    volunteers: { get: (code) => idOf(scene, 'volunteer', indexOf(code)) },
    vehicles: { get: (code) => idOf(scene, 'vehicle', indexOf(code)) },
    contacts: {
      get: (code) => {
        const at = indexOf(code)
        return {
          id: idOf(scene, 'inbound', at),
          personId: personOf(at),
          listeningPointId: pointOf(at),
          localAssociationId: null,
          occurredAt: moments.contact(at),
          requests: 0,
        }
      },
    },
    // A made year brings none of its own.
    directoryEntries: { get: () => undefined },
    requests: {
      get: (code) => {
        const at = indexOf(code)
        const contact = requests.contact[at] as number
        const isHelp = requests.isHelp[at] === 1
        return {
          id: idOf(scene, 'request', at),
          kind: isHelp ? 'help' : 'information',
          helpKind: isHelp ? (helpKinds[requests.kind[at] as number] ?? null) : null,
          personId: personOf(contact),
          listeningPointId: pointOf(contact),
          localAssociationId: null,
          occurredAt: moments.contact(contact),
        }
      },
    },
  }
}

/** Makes of a row what an import would, recorded when the association would have sent it. */
function writer(scene: YearScene, ground: ImportGround) {
  const moments = momentsOf(scene)
  const known = knownIn(scene, moments)
  const { plan } = scene
  const beginning = romeInstant(addDays(`${plan.totals.year}-01-01`, -1), '12:00')
  return (part: YearPart, row: ImportRowTypes[ImportKind], index: number): ReadyRow => {
    const at = (now: Date) => ({ ground, now, newId: () => idOf(scene, part, index) })
    const made = ((): Readied<ReadyRow> => {
      switch (part) {
        case 'person':
          return readyPerson(row as ImportRowTypes['person'], at(beginning))
        case 'volunteer':
          return readyVolunteer(row as ImportRowTypes['volunteer'], at(beginning))
        case 'vehicle':
          return readyVehicle(row as ImportRowTypes['vehicle'], at(beginning))
        case 'inbound':
          return readyContact(row as ImportRowTypes['contact'], known, at(moments.contactRecorded(index)))
        case 'outbound': {
          const contact = row as ImportRowTypes['contact']
          const happened = romeInstant(contact.day, contact.time ?? '12:00').getTime()
          return readyContact(contact, known, at(recorded(scene, happened, index, false)))
        }
        case 'request': {
          const position = plan.requests.position[index] as number
          const now = moments.contactRecorded(plan.requests.contact[index] as number)
          return readyRequest(row as ImportRowTypes['request'], known, position, at(now))
        }
        case 'service': {
          const service = row as ImportRowTypes['service']
          const ended = romeInstant(service.day, service.endTime ?? slots[0].until).getTime()
          return readyService(service, known, at(recorded(scene, ended, index, true)))
        }
      }
    })()
    if ('ready' in made) return made.ready
    throw new Error(`A made row does not fit: ${part} ${index}, ${made.findings.map(({ reason }) => reason).join(' ')}`)
  }
}

/**
 * Writes the year straight into the database. How far it is stands in a setting that moves with the rows: killed, it goes on;
 * made already, it changes nothing.
 */
export async function writeYear(
  store: Store,
  occasion: Occasion,
  scene: YearScene,
  ground: ImportGround,
  progress: (part: YearPart, done: number, total: number) => void,
): Promise<'made' | 'alreadyThere'> {
  const key = `made-year:${scene.mark}`
  const name = `${scene.plan.totals.name} ${scene.plan.contacts.count}`
  const held = await store.readMadeYear(key)
  if (held && held.name !== name)
    throw new CannotMakeYear('Un altro anno è già stato fatto con questo numero e questo seme.')
  let done = held?.rows ?? 0
  const all = yearParts.reduce((sum, part) => sum + sizeOf(scene, part), 0)
  if (done >= all) return 'alreadyThere'
  const ready = writer(scene, ground)
  let before = 0
  for (const part of yearParts) {
    const total = sizeOf(scene, part)
    const skip = Math.max(0, Math.min(total, done - before))
    let rows: ReadyRow[] = []
    let index = 0
    for (const row of skip < total ? yearRows(scene, part) : []) {
      if (index >= skip) rows.push(ready(part, row, index))
      index += 1
      if (rows.length < ROWS_TOGETHER && index < total) continue
      const together = rows
      rows = []
      done += together.length
      const upTo = done
      await store.transaction(occasion, async (tx) => {
        const left = await tx.addReadyRows(kindOfPart(part), together)
        if (left.size > 0) throw new Error(`${left.size} made rows clash with what is in the database`)
        await tx.keepMadeYear(key, { name, rows: upTo })
        if (upTo === all) tx.trace({ action: 'year.made', entity: 'setting', entityId: key })
      })
      progress(part, index, total)
    }
    before += total
  }
  return 'made'
}
