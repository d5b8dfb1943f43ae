import { maySeePoint, type SignedIn } from '../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import { isReachable, parsePhoneNumber } from '../territory/phone-numbers.ts'

export const institutionKinds = [
  'socialServices',
  'healthServices',
  'volunteerAssociation',
  'otherInstitution',
] as const
export type InstitutionKind = (typeof institutionKinds)[number]

export const institutionKindNames: Record<InstitutionKind, string> = {
  socialServices: 'servizi sociali',
  healthServices: 'servizi sanitari',
  volunteerAssociation: 'associazione di volontariato',
  otherInstitution: 'altro ente',
}

/** An office that calls: known by its number, and followed by a point whatever its district. */
export interface Institution {
  id: string
  name: string
  kind: InstitutionKind
  phoneE164: string | null
  listeningPointId: string | null
  version: number
}

export interface InstitutionReads {
  /** By name. */
  listInstitutions(): Promise<Institution[]>
  findInstitution(institutionId: string): Promise<Institution | null>
}

export interface InstitutionRows extends InstitutionReads {
  isPoint(listeningPointId: string): Promise<boolean>
  /** false where that id is taken already. */
  addInstitution(institution: Omit<Institution, 'version'>): Promise<boolean>
  /** false where the version is no longer the current one. */
  changeInstitution(institution: Institution): Promise<boolean>
  /** false where the version is no longer the current one. */
  removeInstitution(institutionId: string, version: number): Promise<boolean>
}

type Doors = Transactions<InstitutionRows>
const outOfDate = 'Nel frattempo un’altra persona ha cambiato questo ente: lo guardi di nuovo.'

export const mayEditInstitution = (who: SignedIn, { listeningPointId }: Pick<Institution, 'listeningPointId'>) =>
  who.role === 'regionalAdmin' || (listeningPointId !== null && maySeePoint(who, listeningPointId))

function tell(tx: Change, action: string, { id, listeningPointId }: Pick<Institution, 'id' | 'listeningPointId'>) {
  tx.trace({ action: `institution.${action}`, entity: 'institution', entityId: id, listeningPointId })
  tx.announce({ topic: 'network', entityId: id, listeningPointId: null })
}

export interface SaveInstitutionInput {
  who: SignedIn
  institutionId: string
  /** 0 writes a new one, under an id the console chose: sent twice it is one. */
  version: number
  name: string
  kind: InstitutionKind
  phone: string
  listeningPointId: string
}

export async function saveInstitution(doors: Doors, occasion: Occasion, input: SaveInstitutionInput): Promise<void> {
  const { who, institutionId: id, version, name, kind, listeningPointId } = input
  const phone = parsePhoneNumber(input.phone)
  if (!isReachable(phone)) {
    throw new Invalid('Controlli il numero.', {
      phone: 'Questo numero non sembra giusto: lo ricontrolli con il prefisso.',
    })
  }
  const wanted = { id, name, kind, phoneE164: phone.e164, listeningPointId }
  await doors.transaction(occasion, async (tx) => {
    if (!(await tx.isPoint(listeningPointId))) {
      throw new Invalid('Controlli il punto.', { listeningPointId: 'Questo punto non c’è, o non è in uso.' })
    }
    const before = await tx.findInstitution(id)
    for (const each of before ? [before, wanted] : [wanted]) {
      if (!mayEditInstitution(who, each)) throw new NotAllowed('Questo punto d’ascolto non è fra i Suoi.')
    }
    if (version === 0) {
      if (await tx.addInstitution(wanted)) tell(tx, 'added', wanted)
      return
    }
    if (!before) throw new NotFound('Questo ente non c’è.')
    if (!(await tx.changeInstitution({ ...wanted, version }))) throw new Conflict(outOfDate)
    tell(tx, 'changed', wanted)
  })
}

/** Its calls stay as they are; the next one is routed by its number alone. Twice is once. */
export async function removeInstitution(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; institutionId: string; version: number },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const before = await tx.findInstitution(input.institutionId)
    if (!before) return
    if (!mayEditInstitution(input.who, before)) throw new NotAllowed('Questo ente è di un altro punto d’ascolto.')
    if (!(await tx.removeInstitution(before.id, input.version))) throw new Conflict(outOfDate)
    tell(tx, 'removed', before)
  })
}
