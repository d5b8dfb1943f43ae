import { type Role, roles, type SignedIn } from './permissions.ts'

/** An account as those who keep it see it. */
export interface OperatorRecord {
  operatorId: string
  email: string
  name: string
  role: Role
  phoneE164: string | null
  active: boolean
  version: number
  /** Also those out of use. */
  points: { id: string; name: string; active: boolean }[]
}

type Keeper = Pick<SignedIn, 'role' | 'listeningPointIds'>

/** Which roles somebody may give. */
export const rolesGivenBy = ({ role }: Pick<Keeper, 'role'>): readonly Role[] =>
  role === 'regionalAdmin' ? roles : role === 'coordinator' ? ['operator'] : []

/** The region keeps every account; a coordinator only operators of their own points alone: a password opens all of its owner's. */
export function mayKeep(keeper: Keeper, { role, points }: Pick<OperatorRecord, 'role' | 'points'>): boolean {
  if (keeper.role === 'regionalAdmin') return true
  const inUse = points.filter(({ active }) => active)
  return (
    rolesGivenBy(keeper).includes(role) &&
    inUse.length > 0 &&
    inUse.every(({ id }) => keeper.listeningPointIds.includes(id))
  )
}
