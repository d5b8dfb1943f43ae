import type { Occasion } from '../changes/change.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { differing, tell } from './load-network.ts'
import { networkAsFile } from './network-as-file.ts'
import { checkNetwork } from './network-check.ts'
import { type EditDoors, type Editing, editNetwork, outOfDate, refuse, requirePoint } from './network-edit.ts'
import { orNull } from './network-plan.ts'
import type { SignedIn } from './permissions.ts'

export interface AssociationDetails {
  name: string
  /** ISTAT code. */
  comune: string
  /** As typed; who dials it is answered by the point. */
  phone: string | null
  pointId: string
  membersOnly: boolean
}

/** As it would be, by the rules that judge a file; `known` is what it is called now. */
function judge({ held, today }: Editing, known: string | null, details: AssociationDetails): void {
  const { name, comune, phone, pointId } = details
  if (held.associations.some((association) => association.name === name && name !== known)) {
    throw new Invalid('Controlli il nome.', { name: 'Un’altra associazione ha già questo nome.' })
  }
  const point = held.points.find((each) => each.id === pointId && each.active && each.kind === 'point')
  if (!point) throw new Invalid('Controlli il punto.', { pointId: 'Questo punto non c’è, o non è in uso.' })
  const file = networkAsFile(held, today)
  const others = file.associations?.filter((association) => association?.name !== known) ?? []
  const associations = [...others, { name, comune, phone, point: point.name }]
  refuse(checkNetwork({ ...file, associations }, held, today), ['associations', others.length])
}

const wantedFields = ({ name, comune, phone, pointId, membersOnly }: AssociationDetails) => ({
  name,
  comuneIstatCode: comune,
  phoneE164: orNull(phone),
  listeningPointId: pointId,
  membersOnly,
})

export const addAssociation = (
  doors: EditDoors,
  occasion: Occasion,
  input: { who: SignedIn; details: AssociationDetails },
): Promise<{ id: string }> =>
  editNetwork(doors, occasion, async (editing) => {
    const { tx } = editing
    const { details } = input
    requirePoint(input.who, details.pointId)
    judge(editing, null, details)
    const wanted = wantedFields(details)
    const id = await tx.addAssociation(wanted)
    tell(tx, id, { entity: 'localAssociation', name: details.name, added: true, fields: Object.keys(wanted) })
    return { id }
  })

/** What an association is called, where it is, its number and the point that follows it; closed, its number leads nowhere in particular. */
export const changeAssociation = (
  doors: EditDoors,
  occasion: Occasion,
  input: { who: SignedIn; associationId: string; version: number; details: AssociationDetails; active: boolean },
): Promise<void> =>
  editNetwork(doors, occasion, async (editing) => {
    const { tx, held } = editing
    const { who, details, active } = input
    const known = held.associations.find(({ id }) => id === input.associationId)
    if (!known) throw new NotFound('Questa associazione non c’è.')
    for (const pointId of [known.listeningPointId, details.pointId]) requirePoint(who, pointId)
    if (known.version !== input.version) throw new Conflict(outOfDate)
    // One that was closed is judged as if it were in use already.
    const inUse = held.associations.map((each) => (each === known ? { ...each, active: true } : each))
    judge({ ...editing, held: { ...held, associations: inUse } }, known.name, details)
    const different = differing({ membersOnly: false, ...known }, { ...wantedFields(details), active })
    const fields = Object.keys(different)
    if (fields.length === 0) return
    await tx.changeAssociation(known.id, different)
    tell(tx, known.id, { entity: 'localAssociation', name: known.name, added: false, fields })
  })
