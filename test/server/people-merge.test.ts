import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cardReferences, referenceName } from '../../adapters/postgres/people-merge-rows.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aComune, aListeningPoint, anOperator, aPerson, aVolunteer, type PersonOptions } from '../support/builders.ts'

let app: TestApp
let coordinator: string
let operator: string
let pointId: string

beforeAll(async () => {
  app = await startTestApp()
  pointId = (await aListeningPoint(app.db)).id
  coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [pointId] }))
  operator = await app.signIn(await anOperator(app.db, { pointIds: [pointId] }))
})
afterAll(() => app.close())

const card = (personId: string) => app.call('readPerson', { params: { personId } }, coordinator)
const person = (options: PersonOptions = {}) => aPerson(app.db, { listeningPointId: pointId, ...options })
const versionOf = async (id: string) => (await app.db.assistedPerson.findUniqueOrThrow({ where: { id } })).version

async function mergeSent(keptId: string, absorbedId: string, mergeId: string = randomUUID()) {
  const [version, absorbedVersion] = [await versionOf(keptId), await versionOf(absorbedId)]
  return { params: { personId: keptId, mergeId }, body: { absorbedId, version, absorbedVersion } }
}
const merge = async (keptId: string, absorbedId: string) =>
  app.call('mergePeople', await mergeSent(keptId, absorbedId), coordinator)
const undo = (personId: string, mergeId: string) =>
  app.call('undoMerge', { params: { personId, mergeId } }, coordinator)

/** Something under every reference to a card. */
async function attachEverything(personId: string, e164: string) {
  const { db } = app
  const now = app.clock.now()
  const later = new Date(now.getTime() + 3_600_000)
  const contact = await db.contact.create({
    data: {
      direction: 'inbound',
      provenance: 'office',
      occurredAt: now,
      recordedAt: now,
      listeningPointId: pointId,
      personId,
    },
  })
  const request = await db.request.create({
    data: { contactId: contact.id, position: 1, kind: 'help', personId, createdAt: now, recordedAt: now },
  })
  const service = await db.service.create({
    data: {
      requestId: request.id,
      personId,
      helpKind: 'transport',
      listeningPointId: pointId,
      startsAt: now,
      endsAt: later,
      busyFrom: now,
      busyUntil: later,
      createdAt: now,
      recordedAt: now,
    },
  })
  const call = await db.call.create({
    data: {
      direction: 'inbound',
      twilioCallSid: randomUUID(),
      callerKind: 'landline',
      toE164: '+39800995988',
      state: 'ended',
      outcome: 'abandoned',
      listeningPointId: pointId,
      routeSteps: [],
      personId,
      startedAt: now,
      endedAt: now,
    },
  })
  await db.callback.create({ data: { listeningPointId: pointId, personId, reason: 'missed', createdAt: now } })
  await db.conversation.create({ data: { channel: 'sms', peerE164: e164, personId, lastMessageAt: now } })
  await db.consent.create({ data: { personId, purpose: 'record', given: true, how: 'a voce', at: now } })
  await db.relation.create({ data: { personId, kind: 'child', name: 'Piera Zani', phoneE164: e164 } })
  const neighbour = await person({ firstName: 'Vicina' })
  await db.relation.create({ data: { personId: neighbour.id, kind: 'neighbour', relatedPersonId: personId } })
  const volunteer = await aVolunteer(db)
  await db.volunteerPairing.create({ data: { volunteerId: volunteer.id, personId, kind: 'knows' } })
  await db.companionPlan.create({ data: { personId, everyDays: 7, nextCallOn: now } })
  const campaign = await db.campaign.create({
    data: { name: `Caldo ${randomUUID()}`, script: 'Come sta?', state: 'running', createdAt: now },
  })
  await db.campaignMember.create({ data: { campaignId: campaign.id, personId } })
  const association = await db.localAssociation.create({ data: { name: `Auser ${randomUUID()}` } })
  const aid = await db.aid.create({
    data: { code: randomUUID(), kind: 'deambulatore', localAssociationId: association.id },
  })
  await db.aidLoan.create({ data: { aidId: aid.id, personId, lentOn: now } })
  return { contact, request, service, call, neighbour, volunteer, campaign }
}

/** How many rows refer to a card, under each reference. */
async function attachedTo(personId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { table, column } of cardReferences) {
    const [row] = await app.db.$queryRawUnsafe<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM "${table}" WHERE "${column}" = '${personId}'::uuid`,
    )
    counts[referenceName({ table, column })] = row?.count ?? 0
  }
  return counts
}

describe('merging two cards', () => {
  it('knows every reference to a card that the database has', async () => {
    const foreignKeys = await app.db.$queryRaw<{ table: string; column: string }[]>`
      SELECT k.table_name::text AS "table", k.column_name::text AS "column"
      FROM information_schema.referential_constraints r
      JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
      JOIN information_schema.constraint_column_usage u
        ON u.constraint_schema = r.constraint_schema AND u.constraint_name = r.constraint_name
      WHERE u.table_name = 'assisted_person'`
    expect(cardReferences.map(referenceName).sort()).toEqual(foreignKeys.map(referenceName).sort())
  })

  it('moves everything attached, and undoing it brings every row back', async () => {
    const kept = await person()
    const absorbed = await person({ e164: ['+390372811001'] })
    await attachEverything(absorbed.id, '+393478110001')
    const before = await attachedTo(absorbed.id)
    // Nothing here stays behind: the numbers say that each reference was really tried.
    expect(Object.entries(before).filter(([name, count]) => count === 0 && !name.endsWith('merged_into_id'))).toEqual(
      [],
    )
    const { mergeId } = await merge(kept.id, absorbed.id)
    expect(await attachedTo(kept.id)).toMatchObject({ ...before, 'assisted_person.merged_into_id': 1 })
    expect(Object.values(await attachedTo(absorbed.id)).every((count) => count === 0)).toBe(true)
    await undo(kept.id, mergeId)
    expect(await attachedTo(absorbed.id)).toEqual(before)
    expect(Object.values(await attachedTo(kept.id)).every((count) => count === 0)).toBe(true)
  })

  it('fills the kept card only where it was empty, and takes back only what nobody has written since', async () => {
    const comune = await aComune(app.db)
    const kept = await person({ nickname: 'Gina', warning: 'Ha un cane.' })
    const absorbed = await person({
      nickname: 'Ginetta',
      fiscalCode: 'GLLTRS41C59D150Q',
      comuneIstatCode: comune.istatCode,
      address: 'Via Po 1',
      warning: 'Sente poco.',
      mobility: 'aided',
    })
    const { mergeId } = await merge(kept.id, absorbed.id)
    const joined = await card(kept.id)
    expect(joined).toMatchObject({
      nickname: 'Gina',
      fiscalCode: 'GLLTRS41C59D150Q',
      address: 'Via Po 1',
      comuneIstatCode: comune.istatCode,
      warning: 'Ha un cane. Sente poco.',
      mobility: 'aided',
    })
    await app.call(
      'changePerson',
      { params: { personId: kept.id }, body: { version: joined.version, mobility: 'wheelchair' } },
      coordinator,
    )
    await undo(kept.id, mergeId)
    expect(await card(kept.id)).toMatchObject({
      fiscalCode: null,
      address: null,
      warning: 'Ha un cane.',
      mobility: 'wheelchair',
    })
    expect(await card(absorbed.id)).toMatchObject({
      id: absorbed.id,
      fiscalCode: 'GLLTRS41C59D150Q',
      mobility: 'aided',
    })
  })

  it.each(['the first', 'the second'])(
    'leaves the right words when of two merges %s is undone first',
    async (which) => {
      const kept = await person({ warning: 'Ha un cane.', notes: null })
      const one = await person({ warning: 'Sente poco.', notes: 'Ama le carte.', mobility: 'aided' })
      const other = await person({ warning: 'Chiude presto.', notes: 'Preferisce il mattino.', mobility: 'walks' })
      const first = await merge(kept.id, one.id)
      app.clock.advance(60)
      const second = await merge(kept.id, other.id)
      expect((await card(kept.id)).warning).toBe('Ha un cane. Sente poco. Chiude presto.')
      const order = which === 'the first' ? [first, second] : [second, first]
      await undo(kept.id, order[0]?.mergeId ?? '')
      expect(await card(kept.id)).toMatchObject(
        which === 'the first'
          ? { warning: 'Ha un cane. Chiude presto.', notes: 'Preferisce il mattino.', mobility: 'walks' }
          : { warning: 'Ha un cane. Sente poco.', notes: 'Ama le carte.', mobility: 'aided' },
      )
      await undo(kept.id, order[1]?.mergeId ?? '')
      expect(await card(kept.id)).toMatchObject({ warning: 'Ha un cane.', notes: null, mobility: null })
    },
  )

  it('leads whoever looks for the absorbed card to the kept one, through any number of merges', async () => {
    const [a, b, c] = [await person(), await person(), await person()]
    const first = await merge(b.id, a.id)
    const second = await merge(c.id, b.id)
    expect((await card(a.id)).id).toBe(c.id)
    const refusal = await app.refusal('undoMerge', { params: { personId: b.id, mergeId: first.mergeId } }, coordinator)
    expect(refusal).toMatchObject({ status: 409, detail: expect.stringContaining('annulli prima') })
    await undo(c.id, second.mergeId)
    expect((await card(a.id)).id).toBe(b.id)
    await undo(b.id, first.mergeId)
    expect((await card(a.id)).id).toBe(a.id)
  })

  it('leaves behind what the kept card has already, and lets it follow when that goes back', async () => {
    const shared = '+390372811002'
    const [a, b, c] = [await person({ e164: [shared] }), await person({ e164: [shared] }), await person()]
    const first = await merge(c.id, a.id)
    const second = await merge(c.id, b.id)
    expect((await card(c.id)).phoneNumbers).toHaveLength(1)
    await undo(c.id, first.mergeId)
    expect((await card(c.id)).phoneNumbers.map(({ e164 }) => e164)).toEqual([shared])
    expect((await card(a.id)).phoneNumbers.map(({ e164 }) => e164)).toEqual([shared])
    await undo(c.id, second.mergeId)
    expect((await card(c.id)).phoneNumbers).toEqual([])
    expect((await card(b.id)).phoneNumbers.map(({ e164 }) => e164)).toEqual([shared])
  })

  it('keeps the first number to be called, and gives it back', async () => {
    const kept = await person({ e164: ['+390372811009'] })
    const absorbed = await person({ e164: ['+390372811003', '+390372811004'] })
    const { mergeId } = await merge(kept.id, absorbed.id)
    const numbers = (await card(kept.id)).phoneNumbers
    expect(numbers.map(({ e164 }) => e164)).toEqual(['+390372811009', '+390372811003', '+390372811004'])
    // Somebody gives one of them a name: the row is still the same one.
    const phones = numbers.map(({ e164 }) => ({ number: e164, label: 'casa' }))
    const version = await versionOf(kept.id)
    await app.call('changePerson', { params: { personId: kept.id }, body: { version, phones } }, coordinator)
    await undo(kept.id, mergeId)
    expect((await card(absorbed.id)).phoneNumbers.map(({ e164 }) => e164)).toEqual(['+390372811003', '+390372811004'])
  })

  it('keeps on the kept card what happened afterwards, unless it was written under what goes back', async () => {
    const [kept, absorbed] = [await person(), await person()]
    const { contact } = await attachEverything(absorbed.id, '+393478110005')
    const { mergeId } = await merge(kept.id, absorbed.id)
    app.clock.advance(60)
    const now = app.clock.now()
    const row = { kind: 'information' as const, personId: kept.id, createdAt: now, recordedAt: now }
    const under = await app.db.request.create({ data: { ...row, contactId: contact.id, position: 2 } })
    const other = await app.db.contact.create({
      data: {
        direction: 'inbound',
        provenance: 'office',
        occurredAt: now,
        recordedAt: now,
        listeningPointId: pointId,
        personId: kept.id,
      },
    })
    await undo(kept.id, mergeId)
    expect(await app.db.request.findUnique({ where: { id: under.id } })).toMatchObject({ personId: absorbed.id })
    expect(await app.db.contact.findUnique({ where: { id: other.id } })).toMatchObject({ personId: kept.id })
  })

  it('is one merge when it is sent twice, or undone twice', async () => {
    const [kept, absorbed] = [await person(), await person()]
    const sent = await mergeSent(kept.id, absorbed.id)
    await Promise.all([app.call('mergePeople', sent, coordinator), app.call('mergePeople', sent, coordinator)])
    expect(await app.db.personMerge.count({ where: { keptId: kept.id } })).toBe(1)
    const { mergeId } = sent.params
    await Promise.all([undo(kept.id, mergeId), undo(kept.id, mergeId)])
    const traces = await app.db.auditEntry.findMany({
      where: { entityId: kept.id, action: { startsWith: 'person.merge' } },
      orderBy: { id: 'asc' },
    })
    expect(traces.map(({ action }) => action)).toEqual(['person.merged', 'person.mergeUndone'])
  })

  it('has one winner when each card is merged into the other at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await person(), await person()]
      const sent = [await mergeSent(a.id, b.id), await mergeSent(b.id, a.id)]
      const answers = await Promise.allSettled(sent.map((each) => app.call('mergePeople', each, coordinator)))
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const living = await app.db.assistedPerson.count({ where: { id: { in: [a.id, b.id] }, mergedIntoId: null } })
      expect(living).toBe(1)
    }
  })

  it('is refused when a card has changed since it was compared, when it is the same card, and to whoever may not', async () => {
    const [kept, absorbed] = [await person(), await person()]
    const sent = await mergeSent(kept.id, absorbed.id)
    await app.call(
      'changePerson',
      { params: { personId: absorbed.id }, body: { version: 1, address: 'Via Nuova 2' } },
      operator,
    )
    expect(await app.refusal('mergePeople', sent, coordinator)).toMatchObject({ status: 409 })
    const itself = { ...sent, body: { ...sent.body, absorbedId: kept.id } }
    expect(await app.refusal('mergePeople', itself, coordinator)).toMatchObject({ status: 422 })
    expect(await app.refusal('mergePeople', sent, operator)).toMatchObject({ status: 403 })
    const elsewhere = (await aListeningPoint(app.db)).id
    const far = [await person({ listeningPointId: elsewhere }), await person({ listeningPointId: elsewhere })] as const
    const farSent = await mergeSent(far[0].id, far[1].id)
    expect(await app.refusal('mergePeople', farSent, coordinator)).toMatchObject({ status: 403 })
  })

  it('cannot be undone while the code of the card that would come back is on another', async () => {
    const code = 'GLLTRS41C59D150R'
    const kept = await person({ fiscalCode: 'BNCRSO43A41D150K' })
    const absorbed = await person({ fiscalCode: code })
    const { mergeId } = await merge(kept.id, absorbed.id)
    const third = await person({ fiscalCode: code })
    const params = { personId: kept.id, mergeId }
    expect(await app.refusal('undoMerge', { params }, coordinator)).toMatchObject({ status: 409 })
    await app.db.assistedPerson.update({ where: { id: third.id }, data: { fiscalCode: null } })
    await undo(kept.id, mergeId)
    expect((await card(absorbed.id)).fiscalCode).toBe(code)
  })

  it('hides the absorbed card from searches, and makes room for nobody to write on it', async () => {
    const kept = await person({ lastName: 'Quaranta' })
    const absorbed = await person({ lastName: 'Quarantelli' })
    await merge(kept.id, absorbed.id)
    const found = await app.call('searchPeople', { query: { search: 'quarant' } }, operator)
    expect(found.map(({ id }) => id)).toEqual([kept.id])
    const write = { params: { personId: absorbed.id }, body: { version: 2, address: 'Via Po 1' } }
    expect(await app.refusal('changePerson', write, operator)).toMatchObject({ status: 404 })
  })

  it('is compared first: both cards, and how much is attached to each', async () => {
    const [one, other] = [await person(), await person({ e164: ['+390372811007'] })]
    await attachEverything(other.id, '+393478110007')
    const params = { personId: one.id, otherId: other.id }
    const comparison = await app.call('compareCards', { params }, coordinator)
    expect(comparison.one.card.id).toBe(one.id)
    expect(comparison.other.attached).toMatchObject({
      contact: 1,
      request: 1,
      service: 1,
      relation: 2,
      person_phone: 1,
    })
    expect(await app.refusal('compareCards', { params }, operator)).toMatchObject({ status: 403 })
  })
})
