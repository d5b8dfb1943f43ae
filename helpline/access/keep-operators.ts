import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import { isReachable, parsePhoneNumber } from '../territory/phone-numbers.ts'
import { type PasswordMaking, setNewPassword } from './give-new-password.ts'
import type { OperatorFields } from './held-network.ts'
import { differing, tell } from './load-network.ts'
import { outOfDate } from './network-edit.ts'
import { keptEmail } from './network-plan.ts'
import { mayKeep, type OperatorRecord, rolesGivenBy } from './operator-keeping.ts'
import { maySeePoint, type Role, type SignedIn, visiblePoints } from './permissions.ts'

export interface OperatorReads {
  /** Whoever works at one of these points; null: everybody. Those in use first, by name. */
  listOperatorRecords(listeningPointIds: readonly string[] | null): Promise<OperatorRecord[]>
  findOperatorRecord(operatorId: string): Promise<OperatorRecord | undefined>
}

interface OperatorRows extends Pick<OperatorReads, 'findOperatorRecord'> {
  lockNetwork(): Promise<void>
  isEmailTaken(email: string, exceptOperatorId: string | null): Promise<boolean>
  listActivePointIds(listeningPointIds: readonly string[]): Promise<string[]>
  addOperator(operator: OperatorFields & { email: string; passwordHash: string }): Promise<string>
  changeOperator(operatorId: string, fields: Partial<OperatorFields & { email: string }>): Promise<void>
  leaveForeignPoint(operatorId: string, ownPointIds: readonly string[]): Promise<string | undefined>
  setOperatorActive(operatorId: string, active: boolean): Promise<void>
  /** Their sessions end, their telephone no longer rings. */
  signOutEverywhere(operatorId: string): Promise<void>
}

type OperatorDoors = Transactions<OperatorRows>

export interface OperatorDetails {
  name: string
  /** As typed. */
  email: string
  role: Role
  /** As typed. */
  phone: string | null
  pointIds: string[]
}

interface Addressed {
  who: SignedIn
  operatorId: string
  /** Of what was on the page. */
  version: number
}

export const listOperators = (
  doors: Pick<OperatorReads, 'listOperatorRecords'>,
  { who }: { who: SignedIn },
): Promise<OperatorRecord[]> => doors.listOperatorRecords(visiblePoints(who))

/** Somebody new; the password is kept nowhere but in the answer. */
export async function addOperator(
  doors: OperatorDoors & PasswordMaking,
  occasion: Occasion,
  input: { who: SignedIn; details: OperatorDetails },
): Promise<{ id: string; password: string }> {
  const { who, details } = input
  const password = doors.newPassword()
  const passwordHash = await doors.hashPassword(password)
  const id = await doors.transaction(occasion, async (tx) => {
    await asKeeper(tx, who)
    const fields = await checked(tx, who, details, null)
    const operatorId = await tx.addOperator({ ...fields, passwordHash })
    tell(tx, operatorId, { entity: 'operator', name: fields.email, added: true, fields: Object.keys(fields) })
    return operatorId
  })
  return { id, password }
}

export async function changeOperator(
  doors: OperatorDoors,
  occasion: Occasion,
  input: Addressed & { details: OperatorDetails },
): Promise<void> {
  const { who, operatorId, details } = input
  await doors.transaction(occasion, async (tx) => {
    const held = await operatorToKeep(tx, input)
    if (operatorId === who.operatorId && details.role !== held.role) {
      throw new NotAllowed('Il Suo ruolo lo cambia un’altra persona, così nessuno si chiude fuori da solo.')
    }
    const wanted = await checked(tx, who, details, held)
    const listeningPointIds = held.points.map(({ id }) => id).sort()
    const different = differing({ ...held, listeningPointIds }, wanted)
    const fields = Object.keys(different)
    if (fields.length === 0) return
    await tx.changeOperator(operatorId, different)
    if (wanted.role !== 'regionalAdmin') await tx.leaveForeignPoint(operatorId, wanted.listeningPointIds)
    tell(tx, operatorId, { entity: 'operator', name: wanted.email, added: false, fields })
    tellConsoles(tx, operatorId)
  })
}

/** Out: signed out everywhere, at once. In again: with the password of before. */
export async function setOperatorActive(
  doors: OperatorDoors,
  occasion: Occasion,
  input: Addressed & { active: boolean },
): Promise<void> {
  const { who, operatorId, active } = input
  if (operatorId === who.operatorId) throw new NotAllowed('Nessuno può togliere l’accesso a sé stesso.')
  await doors.transaction(occasion, async (tx) => {
    const held = await operatorToKeep(tx, input)
    if (held.active === active) return
    await tx.setOperatorActive(operatorId, active)
    if (!active) await tx.signOutEverywhere(operatorId)
    tell(tx, operatorId, { entity: 'operator', name: held.email, added: false, fields: ['active'] })
    tellConsoles(tx, operatorId)
  })
}

/** For who forgot theirs. */
export async function renewPassword(
  doors: Transactions<OperatorRows & { setPassword(operatorId: string, passwordHash: string): Promise<void> }> &
    Pick<OperatorReads, 'findOperatorRecord'> &
    PasswordMaking,
  occasion: Occasion,
  { who, operatorId }: Omit<Addressed, 'version'>,
): Promise<string> {
  if (operatorId === who.operatorId) {
    throw new NotAllowed('La Sua password la cambia un’altra persona, così nessuno si chiude fuori da solo.')
  }
  // Before the slow making of a password, and again once nobody can change them any more.
  requireKept(who, await doors.findOperatorRecord(operatorId))
  return setNewPassword(doors, occasion, operatorId, async (tx) => {
    await asKeeper(tx, who)
    requireKept(who, await tx.findOperatorRecord(operatorId))
  })
}

/** Whoever was put out, or lost the role, a moment ago keeps nobody's account. */
async function asKeeper(tx: OperatorRows, who: SignedIn): Promise<void> {
  await tx.lockNetwork()
  const keeper = await tx.findOperatorRecord(who.operatorId)
  if (!keeper?.active || keeper.role !== who.role) throw new NotAllowed('Nel frattempo il Suo accesso è cambiato.')
}

function requireKept(who: SignedIn, held: OperatorRecord | undefined): asserts held is OperatorRecord {
  const isSeen = held && (who.role === 'regionalAdmin' || held.points.some(({ id }) => maySeePoint(who, id)))
  if (!isSeen) throw new NotFound('Questo operatore non c’è.')
  if (!mayKeep(who, held)) {
    throw new NotAllowed('Ha un altro ruolo o lavora anche altrove: lo cambia chi segue tutta la rete.')
  }
}

async function operatorToKeep(tx: OperatorRows, { who, operatorId, version }: Addressed): Promise<OperatorRecord> {
  await asKeeper(tx, who)
  const held = await tx.findOperatorRecord(operatorId)
  requireKept(who, held)
  if (held.version !== version) throw new Conflict(outOfDate)
  return held
}

async function checked(
  tx: OperatorRows,
  who: SignedIn,
  { name, email: typed, role, phone, pointIds }: OperatorDetails,
  held: OperatorRecord | null,
): Promise<OperatorFields & { email: string }> {
  const email = keptEmail(typed)
  const faults: Record<string, string> = {}
  if (!rolesGivenBy(who).includes(role)) faults.role = 'Questo ruolo lo dà chi segue tutta la rete.'
  const parsed = phone ? parsePhoneNumber(phone) : null
  const phoneE164 = parsed && isReachable(parsed) ? parsed.e164 : null
  if (parsed && !phoneE164) faults.phone = 'Il numero non è valido: lo scriva con il prefisso.'
  const listeningPointIds = [...new Set(pointIds)].sort()
  // A point that went out of use stays with whoever has it.
  const added = listeningPointIds.filter((id) => !held?.points.some((point) => point.id === id))
  const inUse = await tx.listActivePointIds(added)
  if (added.some((id) => !inUse.includes(id) || !maySeePoint(who, id))) {
    faults.pointIds = 'Uno dei punti non è fra i Suoi, o non è più in uso.'
  } else if (listeningPointIds.length === 0 && role !== 'regionalAdmin') {
    faults.pointIds = 'Scelga almeno un punto d’ascolto.'
  }
  if (await tx.isEmailTaken(email, held?.operatorId ?? null)) {
    faults.email = 'Un altro operatore ha già questa e-mail.'
  }
  if (Object.keys(faults).length > 0) throw new Invalid('Controlli i dati segnati.', faults)
  return { name, email, role, phoneE164, listeningPointIds }
}

/** Their consoles see at once what changed: also that they are signed out. */
const tellConsoles = (tx: Change, operatorId: string): void =>
  tx.announce({ topic: 'presence', entityId: operatorId, listeningPointId: null })
