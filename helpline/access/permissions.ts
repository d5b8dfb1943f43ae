export const roles = ['operator', 'coordinator', 'regionalAdmin'] as const
export type Role = (typeof roles)[number]

export const permissions = [
  'presence:write',
  'call:read',
  'call:place',
  'call:handle',
  'contact:read',
  'contact:write',
  'person:read',
  'person:write',
  'person:merge',
  'directory:read',
  'directory:write',
  'request:takeInCharge',
  'service:read',
  'service:assign',
  'service:close',
  'volunteer:read',
  'volunteer:write',
  'vehicle:read',
  'vehicle:write',
  'offer:answer',
  'offerPolicy:write',
  'aid:lend',
  'expense:settle',
  'callback:read',
  'callback:write',
  'voicemail:hear',
  'message:read',
  'refusal:write',
  'message:write',
  'report:read',
  'report:publish',
  'network:read',
  'network:write',
  'operator:write',
  'desk:read',
  'telephone:manage',
  'audit:read',
  'import:write',
  'companion:read',
  'companion:write',
  'campaign:call',
  'campaign:write',
] as const
export type Permission = (typeof permissions)[number]

const operatorMay: readonly Permission[] = [
  'presence:write',
  'call:read',
  'call:place',
  'call:handle',
  'contact:read',
  'contact:write',
  'person:read',
  'person:write',
  'directory:read',
  'request:takeInCharge',
  'service:read',
  'service:assign',
  'service:close',
  'volunteer:read',
  'vehicle:read',
  'offer:answer',
  'aid:lend',
  'callback:read',
  'callback:write',
  'voicemail:hear',
  'message:read',
  'refusal:write',
  'message:write',
  'network:read',
  'companion:read',
  'companion:write',
  'campaign:call',
]
const coordinatorMay: readonly Permission[] = [
  ...operatorMay,
  'volunteer:write',
  'vehicle:write',
  'offerPolicy:write',
  'expense:settle',
  'person:merge',
  'report:read',
  'report:publish',
  'network:write',
  'operator:write',
  'desk:read',
  'telephone:manage',
  'audit:read',
  'import:write',
  'directory:write',
  'campaign:write',
]

const permissionsOf: Record<Role, ReadonlySet<Permission>> = {
  operator: new Set(operatorMay),
  coordinator: new Set(coordinatorMay),
  regionalAdmin: new Set(coordinatorMay),
}

/** A signed-in person. `listeningPointIds` are the points they work at; the region sees all of them. */
export interface SignedIn {
  operatorId: string
  name: string
  email: string
  role: Role
  listeningPointIds: readonly string[]
}

export const may = (who: Pick<SignedIn, 'role'>, permission: Permission): boolean =>
  permissionsOf[who.role].has(permission)

/** null: every point. */
export const visiblePoints = (who: Pick<SignedIn, 'role' | 'listeningPointIds'>): readonly string[] | null =>
  who.role === 'regionalAdmin' ? null : who.listeningPointIds

export const maySeePoint = (
  who: Pick<SignedIn, 'role' | 'listeningPointIds'>,
  listeningPointId: string | null,
): boolean =>
  listeningPointId === null || who.role === 'regionalAdmin' || who.listeningPointIds.includes(listeningPointId)
