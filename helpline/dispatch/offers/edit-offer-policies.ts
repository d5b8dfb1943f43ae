import type { Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid } from '../../errors.ts'
import { defaultOfferPolicies, type OfferPolicy } from '../offer-policy.ts'

export const POLICY_LIMITS = {
  policies: { least: 1, most: 8 },
  fromHoursLeft: { least: 0, most: 24 * 60 },
  waveSize: { least: 1, most: 20 },
  // Shorter than this older volunteers have no time to find their glasses.
  waveMinutes: { least: 5, most: 24 * 60 },
} as const

export interface OfferPolicyReads {
  offerPolicies(): Promise<OfferPolicy[]>
}

export interface OfferPolicyRows {
  /** Held until the transaction ends: two coordinators write one after the other. */
  lockOfferPolicies(): Promise<OfferPolicy[]>
  replaceOfferPolicies(policies: readonly OfferPolicy[]): Promise<string>
}

const furthestFirst = (policies: readonly OfferPolicy[]): OfferPolicy[] =>
  [...policies].sort((a, b) => b.fromHoursLeft - a.fromHoursLeft)

/** Those in force, the furthest from the start first. */
export async function readOfferPolicies(doors: OfferPolicyReads): Promise<OfferPolicy[]> {
  const policies = await doors.offerPolicies()
  return furthestFirst(policies.length > 0 ? policies : defaultOfferPolicies)
}

/** All of them at once, because each holds up to the next. `seen` are those the coordinator was looking at. */
export async function changeOfferPolicies(
  doors: Transactions<OfferPolicyRows>,
  occasion: Occasion,
  { policies, seen }: { policies: readonly OfferPolicy[]; seen: readonly OfferPolicy[] },
): Promise<void> {
  checkPolicies(policies)
  await doors.transaction(occasion, async (tx) => {
    const kept = await tx.lockOfferPolicies()
    const current = furthestFirst(kept.length > 0 ? kept : defaultOfferPolicies)
    if (asText(current) === asText(policies)) return
    if (asText(current) !== asText(seen)) {
      throw new Conflict('Nel frattempo qualcun altro ha cambiato queste regole: le guardi di nuovo.')
    }
    const entityId = await tx.replaceOfferPolicies(furthestFirst(policies))
    tx.trace({ action: 'offerPolicy.changed', entity: 'offerPolicy', entityId, fields: ['policies'] })
    tx.announce({ topic: 'network', entityId, listeningPointId: null })
  })
}

const asText = (policies: readonly OfferPolicy[]): string =>
  furthestFirst(policies)
    .map(({ fromHoursLeft, waveSize, waveMinutes }) => `${fromHoursLeft}/${waveSize}/${waveMinutes}`)
    .join(' ')

function checkPolicies(policies: readonly OfferPolicy[]): void {
  const fields: Record<string, string> = {}
  const { least, most } = POLICY_LIMITS.policies
  if (policies.length < least || policies.length > most) fields.policies = `Da ${least} a ${most} regole.`
  const hours = new Set<number>()
  for (const [index, { fromHoursLeft }] of policies.entries()) {
    if (hours.has(fromHoursLeft)) fields[`policies.${index}.fromHoursLeft`] = 'C’è già una regola da queste ore.'
    hours.add(fromHoursLeft)
  }
  if (!hours.has(0)) fields.policies = 'L’ultima regola deve partire da 0 ore: vale fino all’inizio del servizio.'
  if (Object.keys(fields).length > 0) throw new Invalid('Controlli le regole.', fields)
}
