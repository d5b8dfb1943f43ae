import { z } from 'zod'
import { numberTraits } from '../helpline/reaching/choose-channel.ts'
import { leftToPersonReasons } from '../helpline/reaching/left-to-person.ts'
import { messageChannels } from '../helpline/reaching/message-channel.ts'
import { numberKinds } from '../helpline/reaching/number-kind.ts'
import { refusableWays, refusalPurposes, refusalSources } from '../helpline/reaching/refusals.ts'
import { e164, endpoints, id, instant, longText, nothing, shortText } from './endpoint.ts'

const channel = z.enum(messageChannels)
const purpose = z.enum(refusalPurposes)

export const reachedNumberView = z.object({
  e164: z.string(),
  number: z.string(),
  kind: z.enum(numberKinds),
  /** On which ways it wants nothing of us; for campaigns alone, or for anything. */
  refused: z.array(channel),
  refusedForCampaigns: z.array(channel),
  learnt: z.enum(numberTraits).nullable(),
  /** The newest first. */
  said: z.array(
    z.object({
      id,
      channel,
      purpose,
      refused: z.boolean(),
      source: z.enum(refusalSources),
      words: z.string().nullable(),
      at: instant,
      byName: z.string().nullable(),
    }),
  ),
})
export type ReachedNumberView = z.infer<typeof reachedNumberView>

export const undeliveredView = z.object({
  id,
  name: z.string().nullable(),
  personId: id.nullable(),
  volunteerId: id.nullable(),
  /** As people read it, and as it is dialled. */
  phone: z.object({ text: z.string(), e164: z.string() }).nullable(),
  reason: z.enum(leftToPersonReasons),
  /** What was to be told. */
  body: z.string(),
  serviceId: id.nullable(),
  startsAt: instant.nullable(),
  listeningPointName: z.string().nullable(),
  createdAt: instant,
})
export type UndeliveredView = z.infer<typeof undeliveredView>

const refusalBody = z.object({
  e164,
  ways: z.array(z.enum(refusableWays)).min(1, 'Scelga di che cosa si tratta.').max(refusableWays.length),
  purpose,
  refused: z.boolean(),
  source: z.enum(['telephone', 'letter']),
  words: shortText.nullable(),
})
const personParams = z.object({ personId: id })
const volunteerParams = z.object({ volunteerId: id })

export const reachingEndpoints = endpoints({
  readPersonReaching: {
    method: 'GET',
    path: '/people/:personId/reaching',
    guard: 'person:read',
    summary: 'How each number of a person may be reached, and what was said about it',
    params: personParams,
    answer: z.array(reachedNumberView),
  },
  readVolunteerReaching: {
    method: 'GET',
    path: '/volunteers/:volunteerId/reaching',
    guard: 'volunteer:read',
    summary: 'How the number of a volunteer may be reached, and what was said about it',
    params: volunteerParams,
    answer: z.array(reachedNumberView),
  },
  takeDownPersonRefusal: {
    method: 'PUT',
    path: '/people/:personId/refusals/:refusalId',
    guard: 'refusal:write',
    summary:
      'Takes down that a person wants no messages or no spoken calls, or wants them again; nothing is written over',
    params: personParams.extend({ refusalId: id }),
    body: refusalBody,
    answer: z.array(reachedNumberView),
  },
  takeDownVolunteerRefusal: {
    method: 'PUT',
    path: '/volunteers/:volunteerId/refusals/:refusalId',
    guard: 'refusal:write',
    summary:
      'Takes down that a volunteer wants no messages or no spoken calls, or wants them again; nothing is written over',
    params: volunteerParams.extend({ refusalId: id }),
    body: refusalBody,
    answer: z.array(reachedNumberView),
  },
  confirmPersonNumber: {
    method: 'POST',
    path: '/people/:personId/reaching/number-works',
    guard: 'refusal:write',
    summary: 'Takes back what sending has taught of a number of a person: it is right, and works; twice is once',
    params: personParams,
    body: z.object({ e164 }),
    answer: z.array(reachedNumberView),
  },
  confirmVolunteerNumber: {
    method: 'POST',
    path: '/volunteers/:volunteerId/reaching/number-works',
    guard: 'refusal:write',
    summary: 'Takes back what sending has taught of the number of a volunteer: it is right, and works; twice is once',
    params: volunteerParams,
    body: z.object({ e164 }),
    answer: z.array(reachedNumberView),
  },
  listUndelivered: {
    method: 'GET',
    path: '/undelivered',
    guard: 'message:read',
    summary:
      'What no message could tell and somebody still awaits, at the points one may see; and since when nothing leaves',
    answer: z.object({ items: z.array(undeliveredView), stoppedSince: instant.nullable() }),
  },
  closeUndelivered: {
    method: 'POST',
    path: '/undelivered/:undeliveredId/close',
    guard: 'message:read',
    summary: 'A person has told it, and says how; twice is once',
    params: z.object({ undeliveredId: id }),
    body: z.object({ whatWasDone: longText.min(1, 'Scriva qualche parola.') }),
    answer: nothing,
  },
})
