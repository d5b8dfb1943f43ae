import type { Change, Occasion, Transactions } from '../changes/change.ts'
import type { DestinationKind } from '../contacts/kinds.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'

/** A place rides go to again and again: a hospital, a clinic, a day centre. */
export interface Facility {
  id: string
  name: string
  kind: DestinationKind
  comune: { istatCode: string; name: string } | null
  /** The body a public hospital belongs to. */
  asst: { id: string; name: string } | null
  /** No ride is planned to one that is closed; those of the past went there. */
  active: boolean
  version: number
}

export interface FacilityReads {
  /** The closed ones too, by name. */
  listFacilities(): Promise<Facility[]>
  /** The bodies hospitals belong to, by name. */
  listAsst(): Promise<{ id: string; name: string }[]>
}

export interface WrittenFacility extends Pick<Facility, 'id' | 'name' | 'kind' | 'active' | 'version'> {
  comuneIstatCode: string | null
  asstSetId: string | null
}

export interface FacilityRows extends FacilityReads {
  comuneExists(istatCode: string): Promise<boolean>
  /** Until the transaction ends nobody else writes one: two at once would have the same name. */
  lockFacilities(): Promise<void>
  addFacility(facility: Omit<WrittenFacility, 'version'>): Promise<void>
  changeFacility(facility: WrittenFacility): Promise<void>
}

export type SaveFacilityInput = WrittenFacility

const sameName = (a: string, b: string): boolean => a.localeCompare(b, 'it', { sensitivity: 'base' }) === 0

async function check(tx: FacilityRows, all: readonly Facility[], wanted: WrittenFacility): Promise<void> {
  const others = all.filter(({ id, active }) => active && id !== wanted.id)
  if (wanted.active && others.some(({ name }) => sameName(name, wanted.name))) {
    // The files of the past know a place by its name alone.
    throw new Invalid('Controlli il nome.', {
      name: 'Un’altra struttura si chiama già così: aggiunga il paese al nome.',
    })
  }
  if (wanted.comuneIstatCode !== null && !(await tx.comuneExists(wanted.comuneIstatCode))) {
    throw new Invalid('Controlli il comune.', { comune: 'Questo comune non c’è.' })
  }
  if (wanted.asstSetId !== null && !(await tx.listAsst()).some(({ id }) => id === wanted.asstSetId)) {
    throw new Invalid('Controlli l’ASST.', { asst: 'Questa ASST non c’è.' })
  }
}

function tell(tx: Change, action: string, id: string): void {
  tx.trace({ action: `facility.${action}`, entity: 'facility', entityId: id, listeningPointId: null })
  tx.announce({ topic: 'network', entityId: id, listeningPointId: null })
}

/** Version 0 writes a new one, under an id the console chose: sent twice it is one. */
export async function saveFacility(
  doors: Transactions<FacilityRows>,
  occasion: Occasion,
  wanted: SaveFacilityInput,
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    await tx.lockFacilities()
    const all = await tx.listFacilities()
    const before = all.find(({ id }) => id === wanted.id)
    if (wanted.version === 0 && before) return
    if (wanted.version > 0 && !before) throw new NotFound('Questa struttura non c’è.')
    if (before && before.version !== wanted.version) {
      throw new Conflict('Nel frattempo un’altra persona ha cambiato questa struttura: la guardi di nuovo.')
    }
    await check(tx, all, wanted)
    if (before) await tx.changeFacility(wanted)
    else await tx.addFacility(wanted)
    tell(tx, before ? 'changed' : 'added', wanted.id)
  })
}
