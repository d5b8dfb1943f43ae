import { describe, expect, it } from 'vitest'
import {
  may,
  maySeePoint,
  type Permission,
  permissions,
  type Role,
  roles,
} from '../../../helpline/access/permissions.ts'

describe('who may do what', () => {
  const onlyAbove: readonly Permission[] = [
    'volunteer:write',
    'vehicle:write',
    'person:merge',
    'report:read',
    'report:publish',
    'network:write',
    'operator:write',
    'desk:read',
    'import:write',
    'directory:write',
    'telephone:manage',
    'audit:read',
    'offerPolicy:write',
    'expense:settle',
    'campaign:write',
  ]

  it.each(permissions)('%s is given to exactly the roles it should', (permission) => {
    const expected: readonly Role[] = onlyAbove.includes(permission) ? ['coordinator', 'regionalAdmin'] : roles
    expect(roles.filter((role) => may({ role }, permission))).toEqual(expected)
  })

  it('a point is seen by those who work there and by the region; what has no point, by all', () => {
    const seen = (role: Role, listeningPointId: string | null) =>
      maySeePoint({ role, listeningPointIds: ['cremona'] }, listeningPointId)
    for (const role of ['operator', 'coordinator'] as const) {
      expect([seen(role, 'cremona'), seen(role, 'crema'), seen(role, null)]).toEqual([true, false, true])
    }
    expect([seen('regionalAdmin', 'cremona'), seen('regionalAdmin', 'crema')]).toEqual([true, true])
  })
})
