import { type SignedIn, visiblePoints } from '../access/permissions.ts'
import type { ActorKind } from '../changes/change.ts'

export interface AuditLine {
  at: Date
  actorKind: ActorKind
  operatorName: string | null
  action: string
  fields: string[]
}

export interface AuditReads {
  /** Newest first. `listeningPointIds` null is the whole network; what concerns no point is always there. */
  listAudit(search: {
    entity: string
    entityId: string
    listeningPointIds: readonly string[] | null
    limit: number
  }): Promise<AuditLine[]>
}

const MOST_ENTRIES = 200

const actorNames: Record<ActorKind, string> = {
  operator: 'operatore',
  caller: 'chi ha chiamato',
  volunteer: 'il volontario',
  system: 'il programma',
}

export async function readAudit(doors: AuditReads, input: { who: SignedIn; entity: string; entityId: string }) {
  const { who, entity, entityId } = input
  const lines = await doors.listAudit({ entity, entityId, listeningPointIds: visiblePoints(who), limit: MOST_ENTRIES })
  return lines.map(({ at, actorKind, operatorName, action, fields }) => ({
    at,
    who: operatorName ?? actorNames[actorKind],
    action,
    fields,
  }))
}
