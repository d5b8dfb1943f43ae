import type { Store } from '../../adapters/postgres/store.ts'
import type { CompanionCallView, CompanionPlanView, companionEndpoints } from '../../contract/active.ts'
import { maySeePoint, visiblePoints } from '../../helpline/access/permissions.ts'
import { NotFound } from '../../helpline/errors.ts'
import { closeCompanionAlarm } from '../../helpline/messages/active/close-companion-alarm.ts'
import { readCompanionDay } from '../../helpline/messages/active/companion-day.ts'
import type { CompanionCallRecord, CompanionPlanRecord } from '../../helpline/messages/active/companion-records.ts'
import { isPausedOn } from '../../helpline/messages/active/companion-rhythm.ts'
import { endCompanionPlan, saveCompanionPlan } from '../../helpline/messages/active/keep-companion-plan.ts'
import { recordCompanionCall } from '../../helpline/messages/active/record-companion-call.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'

const viewPhone = (e164: string) => ({ e164, text: formatPhone(e164) })
const viewCall = (call: CompanionCallRecord): CompanionCallView => ({ ...call, at: call.at.toISOString() })

const viewPlan = (plan: CompanionPlanRecord, now: Date): CompanionPlanView => ({
  ...plan,
  phones: plan.phonesE164.map(viewPhone),
  isPaused: isPausedOn(plan, romeDate(now)),
  calls: plan.calls.map(viewCall),
})

export const companionHandlers = (store: Store): Handlers<typeof companionEndpoints> => {
  async function read(planId: string, now: Date): Promise<CompanionPlanView> {
    const plan = await store.findCompanionPlan(planId)
    if (!plan) throw new NotFound('Queste telefonate di compagnia non ci sono.')
    return viewPlan(plan, now)
  }

  return {
    async readCompanionDay({ who, occasion: { now } }) {
      const { due, called } = await readCompanionDay(store, now, { who })
      return {
        due: due.map(({ plan, ...rest }) => ({ ...viewPlan(plan, now), ...rest })),
        called: called.map(({ plan, ...rest }) => ({ ...viewPlan(plan, now), ...rest })),
      }
    },

    listCompanionCallers: ({ who, occasion }) => store.listCompanionCallers(visiblePoints(who), romeDate(occasion.now)),

    async listCompanionPlans({ input: { params }, who, occasion: { now } }) {
      const plans = await store.listCompanionPlansOf(params.personId, visiblePoints(who))
      return plans.filter((plan) => maySeePoint(who, plan.listeningPointId)).map((plan) => viewPlan(plan, now))
    },

    async saveCompanionPlan({ input: { params, body }, who, occasion }) {
      await saveCompanionPlan(store, occasion, { ...params, ...body, who })
      return read(params.planId, occasion.now)
    },

    async endCompanionPlan({ input: { params, body }, who, occasion }) {
      await endCompanionPlan(store, occasion, { ...params, ...body, who })
      return read(params.planId, occasion.now)
    },

    async recordCompanionCall({ input: { params, body }, who, occasion }) {
      const by = { kind: 'operator', who } as const
      const { contactId } = await recordCompanionCall(store, occasion, { ...params, ...body, by })
      return { contactId, plan: await read(params.planId, occasion.now) }
    },

    listCompanionAlarms: async ({ who }) =>
      (await store.listCompanionAlarms(visiblePoints(who))).map((alarm) => ({
        ...alarm,
        raisedAt: alarm.raisedAt.toISOString(),
        phones: alarm.phonesE164.map(viewPhone),
        calls: alarm.calls.map(viewCall),
        relatives: alarm.relatives.map(({ phoneE164, ...relative }) => ({
          ...relative,
          phone: phoneE164 ? viewPhone(phoneE164) : null,
        })),
      })),

    async closeCompanionAlarm({ input: { params, body }, who, occasion }) {
      await closeCompanionAlarm(store, occasion, { ...params, ...body, who })
      return {}
    },
  }
}
