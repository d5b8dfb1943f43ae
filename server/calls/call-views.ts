import type { Store } from '../../adapters/postgres/store.ts'
import type { CallView } from '../../contract/calls.ts'
import type { Caller, CallSummary, Candidate } from '../../helpline/calls/call-records.ts'
import { unknownCaller } from '../../helpline/calls/incoming/recognise-caller.ts'
import { helpKindNames, informationKindNames, requestStateNames } from '../../helpline/contacts/kinds.ts'
import { timelineText } from '../../helpline/contacts/person-timeline.ts'
import { summarisePerson } from '../../helpline/people/person-summary.ts'
import { relationKindNames } from '../../helpline/people/profile.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { formatRomeDateTime, romeDate } from '../../helpline/territory/rome-time.ts'

const shown = { contacts: 3, requests: 5 }

type Recent = NonNullable<ReturnType<Awaited<ReturnType<Store['listRecentOf']>>['get']>>
type RecentContact = Recent['contacts'][number]
type RequestLine = Pick<Recent['requests'][number], 'kind' | 'helpKind' | 'informationKind'>

const requestName = ({ kind, helpKind, informationKind }: RequestLine): string =>
  kind === 'help'
    ? helpKind
      ? helpKindNames[helpKind]
      : 'aiuto da precisare'
    : `informazione: ${informationKind ? informationKindNames[informationKind] : 'da precisare'}`

const contactText = ({ requests, occurredAt, ...contact }: RecentContact): string =>
  requests.length > 0
    ? requests.map(requestName).join('; ')
    : timelineText({ kind: 'contact', at: occurredAt, ...contact })

const openRequestText = ({ state, neededFrom, ...request }: Recent['requests'][number]): string => {
  const when = neededFrom ? `, ${formatRomeDateTime(neededFrom)}` : ''
  return `${requestName(request)}${when} (${requestStateNames[state]})`
}

const throughText = ({ through }: Candidate): string | null =>
  through && [relationKindNames[through.kind], through.name].filter(Boolean).join(': ')

function viewCandidate(candidate: Candidate, recent: Recent | undefined, now: Date): CallView['candidates'][number] {
  return {
    ...summarisePerson(candidate.person, romeDate(now)),
    warning: candidate.warning,
    hardOfHearing: candidate.hardOfHearing,
    through: throughText(candidate),
    lastContacts: (recent?.contacts ?? []).map((contact) => ({
      occurredAt: contact.occurredAt.toISOString(),
      text: contactText(contact),
    })),
    openRequests: (recent?.requests ?? []).map(openRequestText),
  }
}

/** Calls with everybody each may come from: three reads, however many the calls. */
export async function viewCalls(store: Store, calls: readonly CallSummary[], now: Date): Promise<CallView[]> {
  const numbers = new Set(calls.flatMap(({ fromE164 }) => fromE164 ?? []))
  const callers = await store.findCallers([...numbers])
  const callerOf = ({ fromE164 }: CallSummary): Caller => (fromE164 && callers.get(fromE164)) || unknownCaller
  const people = [...callers.values()].flatMap(({ candidates }) => candidates.map(({ person }) => person.id))
  const [recent, callbacks] = await Promise.all([
    store.listRecentOf(people, shown),
    store.listOpenCallbacksOf([...numbers], people),
  ])
  return calls.map((call) => ({
    ...call,
    from: call.fromE164 && formatPhone(call.fromE164),
    startedAt: call.startedAt.toISOString(),
    waitingSince: call.waitingSince?.toISOString() ?? null,
    answeredAt: call.answeredAt?.toISOString() ?? null,
    institutionName: callerOf(call).institution?.name ?? null,
    openCallbacks: callbacks
      .filter(
        ({ e164, personId }) =>
          (e164 !== null && e164 === call.fromE164) ||
          callerOf(call).candidates.some(({ person }) => person.id === personId),
      )
      .map(({ createdAt, reason }) => ({ createdAt: createdAt.toISOString(), reason })),
    candidates: callerOf(call).candidates.map((candidate) =>
      viewCandidate(candidate, recent.get(candidate.person.id), now),
    ),
  }))
}
