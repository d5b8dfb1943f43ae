import type { SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import { romeDate } from '../../territory/rome-time.ts'
import { requireAssociation } from './own-association.ts'
import { keepRegister } from './save-volunteer.ts'
import type { VolunteerRows } from './volunteer-records.ts'
import type { RegisterEntry } from './volunteer-register.ts'

export interface RegisterReads {
  /** By number. */
  registerOf(localAssociationId: string): Promise<RegisterEntry[]>
  /** The first number whose fingerprint does not follow from what came before; null where all do. */
  firstBrokenEntry(localAssociationId: string): Promise<number | null>
  /** Who helps regularly, has not left and is not entered. */
  unregistered(localAssociationId: string): Promise<{ id: string; firstName: string; lastName: string }[]>
}

export interface AssociationRegister {
  association: { id: string; name: string }
  entries: RegisterEntry[]
  firstBrokenEntry: number | null
  unregistered: { id: string; firstName: string; lastName: string }[]
}

interface Asked {
  who: SignedIn
  localAssociationId: string
}

const MOST_SHOWN = 500

export async function readRegister(
  reads: RegisterReads & Pick<VolunteerRows, 'findAccountableAssociation'>,
  { who, localAssociationId }: Asked,
): Promise<AssociationRegister> {
  const { id, name } = await requireAssociation(reads, who, localAssociationId)
  return {
    association: { id, name },
    entries: (await reads.registerOf(id)).slice(-MOST_SHOWN),
    firstBrokenEntry: await reads.firstBrokenEntry(id),
    unregistered: await reads.unregistered(id),
  }
}

/** Enters everybody who helps regularly and whose data are whole: those brought in from elsewhere, for instance. */
export async function enterUnregistered(
  doors: Transactions<RegisterReads & VolunteerRows>,
  occasion: Occasion,
  { who, localAssociationId }: Asked,
): Promise<{ entered: number }> {
  return doors.transaction(occasion, async (tx) => {
    const { listeningPointId } = await requireAssociation(tx, who, localAssociationId)
    let entered = 0
    for (const { id } of await tx.unregistered(localAssociationId)) {
      await tx.lockVolunteer(id)
      entered += await keepRegister(tx, occasion, id)
    }
    if (entered > 0) {
      const entityId = localAssociationId
      tx.trace({ action: 'register.entered', entity: 'localAssociation', entityId, listeningPointId })
      tx.announce({ topic: 'volunteer', entityId, listeningPointId })
    }
    return { entered }
  })
}

/** The whole register, to be printed or handed on: names and homes leave, and that is traced. */
export async function printRegister(
  doors: Transactions<RegisterReads & VolunteerRows>,
  occasion: Occasion,
  { who, localAssociationId, format }: Asked & { format: 'pdf' | 'csv' },
): Promise<{ register: Pick<AssociationRegister, 'association' | 'entries'>; fileName: string }> {
  return doors.transaction(occasion, async (tx) => {
    const { id, name, listeningPointId } = await requireAssociation(tx, who, localAssociationId)
    tx.trace({
      action: 'register.printed',
      entity: 'localAssociation',
      entityId: id,
      listeningPointId,
      fields: [format],
    })
    const fileName = `registro-volontari-${romeDate(occasion.now)}.${format}`
    return { register: { association: { id, name }, entries: await tx.registerOf(id) }, fileName }
  })
}
