import { type SignedIn, visiblePoints } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../../errors.ts'
import { type IsoDate, romeDate } from '../../territory/rome-time.ts'
import { looksAfter } from '../volunteers/own-association.ts'
import { type Aid, type AidFields, type AidState, openLoan, type RestingState } from './aid-records.ts'

export interface AidReads {
  /** Of the associations of these points; null is every one. Those that are late first, then those out, then the others by code. */
  listAids(listeningPointIds: readonly string[] | null, today: IsoDate): Promise<Aid[]>
  findAid(aidId: string): Promise<Aid | null>
  pointOfAssociation(localAssociationId: string): Promise<{ listeningPointId: string | null } | null>
}

export interface AidRows extends AidReads {
  /** Waits for whoever lends or changes the same one. */
  lockAid(aidId: string): Promise<void>
  /** false where that id or that code is taken already. */
  addAid(aidId: string, fields: AidFields): Promise<boolean>
  /** false where another one has that code. */
  changeAid(aidId: string, change: Partial<AidFields> & { state?: AidState }): Promise<boolean>
  aidWithCode(code: string): Promise<string | null>
  addLoan(aidId: string, loan: { personId: string; lentOn: IsoDate; dueOn: IsoDate | null }): Promise<void>
  changeLoan(loanId: string, change: { dueOn?: IsoDate | null; returnedOn?: IsoDate }): Promise<void>
  /** Holds the card against a merge until the transaction ends. */
  personExists(personId: string): Promise<boolean>
}

type Doors = Transactions<AidRows>
const noAid = 'Questo ausilio non c’è.'

export const listAids = (reads: AidReads, occasion: Occasion, who: SignedIn): Promise<Aid[]> =>
  reads.listAids(visiblePoints(who), romeDate(occasion.now))

export const readAid = async (
  reads: Pick<AidReads, 'findAid'>,
  { who, aidId }: { who: SignedIn; aidId: string },
): Promise<Aid> => ownAid(await reads.findAid(aidId), who)

function ownAid(aid: Aid | null, who: SignedIn): Aid {
  if (!aid) throw new NotFound(noAid)
  if (!looksAfter(who, aid.listeningPointId)) throw new NotAllowed('È di un’associazione di altri punti d’ascolto.')
  return aid
}

async function heldAid(tx: AidRows, { who, aidId }: { who: SignedIn; aidId: string }): Promise<Aid> {
  await tx.lockAid(aidId)
  return ownAid(await tx.findAid(aidId), who)
}

async function told(tx: AidRows & Change, aidId: string, action: string, fields: string[] = []): Promise<Aid> {
  const aid = await tx.findAid(aidId)
  if (!aid) throw new NotFound(noAid)
  tx.trace({ action, entity: 'aid', entityId: aidId, listeningPointId: aid.listeningPointId, fields })
  tx.announce({ topic: 'paperwork', entityId: aidId, listeningPointId: aid.listeningPointId })
  return aid
}

async function checkFields(tx: AidRows, who: SignedIn, aidId: string, { code, localAssociationId }: AidFields) {
  const association = await tx.pointOfAssociation(localAssociationId)
  if (!association || !looksAfter(who, association.listeningPointId)) {
    throw new Invalid('Controlli i campi segnati.', { localAssociationId: 'Scelga un’associazione dei Suoi punti.' })
  }
  const holder = await tx.aidWithCode(code)
  if (holder !== null && holder !== aidId) {
    throw new Invalid('Controlli i campi segnati.', { code: 'Questo codice è già di un altro ausilio.' })
  }
}

export interface SaveAidInput extends AidFields {
  who: SignedIn
  aidId: string
  /** 0 writes a new one, under an id the console chose: sent twice it is one. */
  version: number
  state: RestingState | null
}

export async function saveAid(doors: Doors, occasion: Occasion, input: SaveAidInput): Promise<Aid> {
  const { who, aidId, version, state, ...fields } = input
  return doors.transaction(occasion, async (tx) => {
    const before = await tx.findAid(aidId)
    await checkFields(tx, who, aidId, fields)
    if (!before && version === 0) {
      if (await tx.addAid(aidId, fields)) return told(tx, aidId, 'aid.added')
      // Somebody was quicker: the same press twice, or another aid with this code.
      if (!(await tx.findAid(aidId))) throw new Conflict('Questo codice è già di un altro ausilio.')
    }
    const held = await heldAid(tx, input)
    if (version === 0) return held
    if (held.version !== version) throw new Conflict('Nel frattempo un’altra persona ha cambiato questo ausilio.')
    if (state && held.state === 'lent') throw new Conflict('È in prestito: prima va registrato il rientro.')
    await tx.changeAid(aidId, { ...fields, ...(state ? { state } : {}) })
    return told(tx, aidId, 'aid.changed')
  })
}

const dayAfter = (day: IsoDate, other: IsoDate): boolean => day > other

/** Lent to one person at a time: the database refuses a second loan over the same days. */
export async function lendAid(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; aidId: string; personId: string; lentOn: IsoDate; dueOn: IsoDate | null },
): Promise<Aid> {
  const { aidId, personId, lentOn, dueOn } = input
  if (dayAfter(lentOn, romeDate(occasion.now))) {
    throw new Invalid('Controlli le date.', { lentOn: 'Il prestito comincia oggi o è già cominciato.' })
  }
  if (dueOn !== null && dayAfter(lentOn, dueOn)) {
    throw new Invalid('Controlli le date.', { dueOn: 'Il rientro viene dopo il prestito.' })
  }
  return doors.transaction(occasion, async (tx) => {
    const aid = await heldAid(tx, input)
    const loan = openLoan(aid)
    // Pressed twice it is one loan.
    if (loan?.personId === personId && loan.lentOn === lentOn) return aid
    if (loan) throw new Conflict(`È già in prestito a ${loan.personName}.`)
    if (aid.state !== 'available') throw new Conflict('Ora non si può prestare: è in riparazione o fuori uso.')
    const last = aid.loans[0]?.returnedOn
    if (last && dayAfter(last, lentOn)) {
      throw new Invalid('Controlli le date.', { lentOn: 'In quei giorni l’aveva ancora un’altra persona.' })
    }
    if (!(await tx.personExists(personId)))
      throw new Invalid('Scelga la persona.', { personId: 'Questa scheda non c’è più.' })
    await tx.addLoan(aidId, { personId, lentOn, dueOn })
    await tx.changeAid(aidId, { state: 'lent' })
    return told(tx, aidId, 'aid.lent')
  })
}

export async function returnAid(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; aidId: string; returnedOn: IsoDate; state: RestingState },
): Promise<Aid> {
  const { aidId, returnedOn, state } = input
  return doors.transaction(occasion, async (tx) => {
    const aid = await heldAid(tx, input)
    const loan = openLoan(aid)
    if (!loan) return aid
    if (dayAfter(loan.lentOn, returnedOn) || dayAfter(returnedOn, romeDate(occasion.now))) {
      throw new Invalid('Controlli la data.', { returnedOn: 'Il rientro è fra il giorno del prestito e oggi.' })
    }
    await tx.changeLoan(loan.id, { returnedOn })
    await tx.changeAid(aidId, { state })
    return told(tx, aidId, 'aid.returned')
  })
}

export async function prolongLoan(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; aidId: string; dueOn: IsoDate | null },
): Promise<Aid> {
  const { aidId, dueOn } = input
  return doors.transaction(occasion, async (tx) => {
    const aid = await heldAid(tx, input)
    const loan = openLoan(aid)
    if (!loan) throw new Conflict('Non è in prestito.')
    if (dueOn !== null && dayAfter(loan.lentOn, dueOn)) {
      throw new Invalid('Controlli la data.', { dueOn: 'Il rientro viene dopo il prestito.' })
    }
    await tx.changeLoan(loan.id, { dueOn })
    return told(tx, aidId, 'aid.prolonged', ['dueOn'])
  })
}
