import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import { formatRomeTime } from '../../helpline/territory/rome-time.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aCallCentre, aComune, aListeningPoint, aLocalAssociation, anOperator } from '../support/builders.ts'

const weekdays: (1 | 2 | 3 | 4 | 5)[] = [1, 2, 3, 4, 5]
const mornings = [{ weekdays, opensAt: '08:30', closesAt: '12:30' }]
const details = { address: null, patronSaint: null, fixedPhones: [], ringTimeoutSeconds: 25 }

describe('the network, edited by those who follow it', () => {
  let app: TestApp
  let comune: string
  const ids = { cremona: '', crema: '', centre: '' }
  const cookies = { operator: '', cremona: '', crema: '', region: '' }

  beforeAll(async () => {
    app = await startTestApp()
    const { db } = app
    comune = (await aComune(db, { name: 'Cremona' })).istatCode
    const centre = await aCallCentre(db, { name: 'Call centre', week: null, fixedPhones: ['+390230456789'] })
    const cremona = await aListeningPoint(db, { name: 'Cremona', prefixes: ['0372'], comuneIstatCode: comune })
    const crema = await aListeningPoint(db, { name: 'Crema', prefixes: ['0373'], comuneIstatCode: comune })
    Object.assign(ids, { cremona: cremona.id, crema: crema.id, centre: centre.id })
    const signIn = async (role: 'operator' | 'coordinator' | 'regionalAdmin', ...pointIds: string[]) =>
      app.signIn(await anOperator(db, { role, pointIds }))
    cookies.operator = await signIn('operator', cremona.id)
    cookies.cremona = await signIn('coordinator', cremona.id)
    cookies.crema = await signIn('coordinator', crema.id)
    cookies.region = await signIn('regionalAdmin')
  })
  afterAll(() => app.close())

  const network = (cookie = cookies.region) => app.call('readNetwork', {}, cookie)
  const point = async (id: string, cookie?: string) => {
    const found = (await network(cookie)).points.find((each) => each.id === id)
    if (!found) throw new Error('That point is not shown')
    return found
  }
  const seen = async (id: string) => {
    const { version, name } = await point(id)
    return { params: { pointId: id }, version, name }
  }
  const preview = (from: string, at: string, more: { digits?: string; to?: string } = {}) =>
    app.call('previewRouting', { query: { from, at, ...more } }, cookies.operator)
  const inShort = async (...asked: Parameters<typeof preview>) =>
    (await preview(...asked)).stages.map(({ kind, points }) => [kind, ...points.map(({ name }) => name)].join(' '))
  const noon = '2026-12-02T12:15:00+01:00'

  describe('hours', () => {
    it('are written from a day on, and followed from that day on', async () => {
      const { params, version } = await seen(ids.cremona)
      const body = { version, validFrom: '2026-12-01', hours: mornings }
      await app.call('setHours', { params, body }, cookies.cremona)
      const after = await point(ids.cremona)
      expect(after.version).toBe(version + 1)
      expect(after.hours.map(({ validFrom, validTo }) => [validFrom, validTo])).toEqual([
        [null, '2026-12-01'],
        ['2026-12-01', null],
      ])
      expect(await inShort('0372 448678', '2026-11-25T12:15:00+01:00')).toEqual(['callCentre Call centre', 'voicemail'])
      expect(await inShort('0372 448678', noon)).toEqual(['points Cremona', 'callCentre Call centre', 'voicemail'])
      const trace = await app.db.auditEntry.findFirst({ where: { entityId: ids.cremona }, orderBy: { id: 'desc' } })
      expect(trace).toMatchObject({ action: 'listeningPoint.changed', fields: ['hours'] })
      expect(await app.db.liveEvent.count({ where: { topic: 'network', entityId: ids.cremona } })).toBe(1)
    })

    it('not yet begun are written over, or taken back, and those before go on', async () => {
      const again = await seen(ids.cremona)
      const body = {
        version: again.version,
        validFrom: '2026-12-01',
        hours: [{ weekdays, opensAt: '08:30', closesAt: '13:00' }],
      }
      await app.call('setHours', { params: again.params, body }, cookies.cremona)
      const changed = await point(ids.cremona)
      expect(changed.hours).toHaveLength(2)
      const hoursId = changed.hours[1]?.id ?? ''
      const withdrawn = { params: { ...again.params, hoursId }, query: { version: changed.version } }
      await app.call('withdrawHours', withdrawn, cookies.cremona)
      const left = await point(ids.cremona)
      expect(left.hours.map(({ validFrom, validTo }) => [validFrom, validTo])).toEqual([[null, null]])
      const begun = { params: { ...again.params, hoursId: left.hours[0]?.id ?? '' }, query: { version: left.version } }
      expect(await app.refusal('withdrawHours', begun, cookies.cremona)).toMatchObject({ status: 409 })
    })

    it.each([
      ['no line at all', [], '2026-12-01', 'hours'],
      [
        'two lines that overlap',
        [...mornings, { weekdays: [5], opensAt: '12:00', closesAt: '18:00' }],
        '2026-12-01',
        'hours.1',
      ],
      ['a day that is past', mornings, '2026-11-23', 'validFrom'],
    ] as const)('with %s are refused beside the field', async (_, hours, validFrom, field) => {
      const { params, version } = await seen(ids.cremona)
      const body = { version, validFrom, hours: hours as unknown as typeof mornings }
      const problem = await app.refusal('setHours', { params, body }, cookies.cremona)
      expect(problem.status).toBe(422)
      expect(Object.keys(problem.fields ?? {})).toEqual([field])
      expect((await point(ids.cremona)).hours).toHaveLength(1)
    })

    it('are for those who follow the point', async () => {
      const { params, version } = await seen(ids.cremona)
      const body = { version, validFrom: '2026-12-01', hours: mornings }
      for (const cookie of [cookies.operator, cookies.crema]) {
        expect(await app.refusal('setHours', { params, body }, cookie)).toMatchObject({ status: 403 })
      }
      expect((await point(ids.cremona, cookies.operator)).mayEdit).toBe(false)
      expect((await point(ids.cremona, cookies.cremona)).mayEdit).toBe(true)
      expect((await point(ids.crema, cookies.cremona)).mayEdit).toBe(false)
    })

    it('written by two at once are written by one, and the other is told', async () => {
      const { params, version } = await seen(ids.crema)
      const write = (validFrom: string) =>
        app.send('POST', `/api/network/points/${params.pointId}/hours`, {
          body: { version, validFrom, hours: mornings },
          cookie: cookies.crema,
        })
      const answers = await Promise.all([write('2027-03-01'), write('2027-04-01')])
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
      expect((await point(ids.crema)).hours).toHaveLength(2)
    })

    it('that are missing are shown as an error, never as open', async () => {
      const empty = await aListeningPoint(app.db, { name: 'Senza orari', week: null, prefixes: ['0374'] })
      expect((await point(empty.id)).lacksHours).toBe(true)
      const { steps, stages } = await preview('0374 448678', '2026-11-25T10:00:00+01:00')
      expect(steps.map(({ code }) => code)).toContain('hoursMissing')
      expect(stages.map(({ kind }) => kind)).toEqual(['callCentre', 'voicemail'])
      await app.db.listeningPoint.delete({ where: { id: empty.id } })
    })
  })

  describe('closures', () => {
    it('close, with a reason, until somebody takes them back', async () => {
      const { params, version } = await seen(ids.cremona)
      const body = { version, fromDate: '2026-12-02', toDate: '2026-12-04', reason: 'ferie' }
      await app.call('addClosure', { params, body }, cookies.cremona)
      const closed = await preview('0372 448678', '2026-12-02T10:00:00+01:00')
      expect(closed.closedPoint).toMatchObject({ name: 'Cremona', reopensAt: '2026-12-07T08:00:00.000Z' })
      expect(closed.steps.map(({ text }) => text).join(' ')).toContain('ferie')
      const { closures, version: later } = await point(ids.cremona)
      const closureId = closures[0]?.id ?? ''
      await app.call('endClosure', { params: { ...params, closureId }, query: { version: later } }, cookies.cremona)
      expect((await point(ids.cremona)).closures).toEqual([])
    })

    it('that have begun end, and the days that were closed stay written', async () => {
      const begun = { listeningPointId: ids.cremona, reason: 'malattia' }
      const [fromDate, toDate] = [toDateColumn('2026-11-23'), toDateColumn('2026-11-30')]
      const { id } = await app.db.closure.create({ data: { ...begun, fromDate, toDate } })
      const { params, version } = await seen(ids.cremona)
      await app.call('endClosure', { params: { ...params, closureId: id }, query: { version } }, cookies.cremona)
      expect((await point(ids.cremona)).closures).toEqual([])
      const kept = await app.db.closure.findFirstOrThrow({ where: { listeningPointId: ids.cremona } })
      expect(kept).toMatchObject({ fromDate, toDate: toDateColumn('2026-11-23') })
    })

    it.each([
      [{ fromDate: '2026-12-04', toDate: '2026-12-02' }, 'toDate'],
      [{ fromDate: '2026-11-01', toDate: '2026-11-02' }, 'toDate'],
      [{ fromDate: '2026-12-02', toDate: '2026-12-02', reason: ' ' }, 'reason'],
    ])('written wrongly are refused', async (dates, field) => {
      const { params, version } = await seen(ids.cremona)
      const body = { version, reason: 'ferie', ...dates }
      const problem = await app.refusal('addClosure', { params, body }, cookies.cremona)
      expect([problem.status, Object.keys(problem.fields ?? {})]).toEqual([422, [field]])
    })
  })

  describe('a point', () => {
    it('has neighbours in an order, telephones and a patron', async () => {
      const { params, version, name } = await seen(ids.cremona)
      const patronSaint = {
        kind: 'movable' as const,
        name: 'Festa',
        month: 11 as const,
        weekday: 3 as const,
        occurrence: 'last' as const,
      }
      const body = {
        version,
        name,
        comune,
        ...details,
        patronSaint,
        fixedPhones: ['0372 410001'],
        neighbours: [ids.crema],
      }
      await app.call('changePoint', { params, body }, cookies.cremona)
      expect(await point(ids.cremona)).toMatchObject({
        patronSaint,
        fixedPhones: ['0372 410001'],
        neighbourIds: [ids.crema],
      })
      // Its own numbers are for those who may change them.
      expect((await point(ids.cremona, cookies.crema)).fixedPhones).toEqual([])
      expect(await inShort('0372 448678', '2026-11-25T10:00:00+01:00')).toEqual([
        ...['points Crema', 'callCentre Call centre', 'voicemail'],
      ])
      // Saved again as it is, nothing happens.
      const same = { ...body, version: version + 1 }
      await app.call('changePoint', { params, body: same }, cookies.cremona)
      expect((await point(ids.cremona)).version).toBe(version + 1)
    })

    it.each([
      ['itself for a neighbour', () => ({ neighbours: [ids.cremona] }), 'neighbours.0'],
      ['the call centre for a neighbour', () => ({ neighbours: [ids.centre] }), 'neighbours.0'],
      ['one neighbour twice', () => ({ neighbours: [ids.crema, ids.crema] }), 'neighbours.1'],
      ['a number that costs', () => ({ fixedPhones: ['892424'] }), 'fixedPhones.0'],
      ['no comune', () => ({ comune: null }), 'comune'],
      ['a comune that does not exist', () => ({ comune: '999999' }), 'comune'],
      [
        'a feast on 31 November',
        () => ({ patronSaint: { kind: 'fixed', name: 'X', month: 11, day: 31 } }),
        'patronSaint',
      ],
    ])('is refused %s', async (_, wrong, field) => {
      const { params, version, name } = await seen(ids.cremona)
      const body = { version, name, comune, ...details, neighbours: [], ...wrong() } as never
      const problem = await app.refusal('changePoint', { params, body }, cookies.cremona)
      expect([problem.status, Object.keys(problem.fields ?? {})]).toEqual([422, [field]])
    })

    it('is renamed, with everything that is its own, but not as another point', async () => {
      const before = await point(ids.cremona)
      const { version, address, patronSaint, fixedPhones, ringTimeoutSeconds, neighbourIds: neighbours } = before
      const params = { pointId: ids.cremona }
      const body = { version, comune, address, patronSaint, fixedPhones, ringTimeoutSeconds, neighbours }
      const taken = await app.refusal('changePoint', { params, body: { ...body, name: 'Crema' } }, cookies.cremona)
      expect(taken.fields).toEqual({ name: 'Un altro punto ha già questo nome.' })
      await app.call('changePoint', { params, body: { ...body, name: 'Cremona centro' } }, cookies.cremona)
      expect(await point(ids.cremona)).toMatchObject({ name: 'Cremona centro', hours: before.hours })
      expect((await preview('0372 448678', '2026-11-26T10:00:00+01:00')).responsible.name).toBe('Cremona centro')
      const trace = await app.db.auditEntry.findFirst({ where: { entityId: ids.cremona }, orderBy: { id: 'desc' } })
      expect(trace?.fields).toContain('name')
      await app.call(
        'changePoint',
        { params, body: { ...body, version: version + 1, name: 'Cremona' } },
        cookies.cremona,
      )
      const empty = await app.refusal('changePoint', { params, body: { ...body, name: ' ' } }, cookies.cremona)
      expect(empty.fields).toHaveProperty('name')
    })

    it('the call centre never loses its last telephone', async () => {
      const { params, version, name } = await seen(ids.centre)
      const body = { version, name, comune: null, ...details, neighbours: [] }
      const problem = await app.refusal('changePoint', { params, body }, cookies.region)
      expect(Object.keys(problem.fields ?? {})).toEqual(['fixedPhones'])
    })

    it('is added with its hours or not at all, by the region', async () => {
      const body = { name: 'Soresina', comune, ...details, hours: [] as typeof mornings }
      const refused = await app.refusal('addPoint', { body }, cookies.region)
      expect(refused.fields).toEqual({ hours: 'Mancano gli orari del punto.' })
      const whole = { ...body, hours: mornings }
      expect(await app.refusal('addPoint', { body: whole }, cookies.crema)).toMatchObject({ status: 403 })
      const { id } = await app.call('addPoint', { body: whole }, cookies.region)
      expect((await point(id)).hours[0]?.intervals).toHaveLength(5)
      expect((await app.refusal('addPoint', { body: whole }, cookies.region)).fields).toHaveProperty('name')
    })

    it('goes out of use only when nothing is left to it, and comes back', async () => {
      const setActive = async (id: string, active: boolean) => {
        const { params, version } = await seen(id)
        return app.send('PUT', `/api/network/points/${params.pointId}/active`, {
          body: { version, active },
          cookie: cookies.region,
        })
      }
      expect((await setActive(ids.cremona, false)).status).toBe(409)
      expect((await setActive(ids.centre, false)).status).toBe(409)
      const { points } = await network()
      const soresina = points.find(({ name }) => name === 'Soresina')?.id ?? ''
      expect((await setActive(soresina, false)).status).toBe(204)
      const { params, version } = await seen(soresina)
      const body = { version, validFrom: '2026-12-01', hours: mornings }
      expect(await app.refusal('setHours', { params, body }, cookies.region)).toMatchObject({ status: 409 })
      expect((await setActive(soresina, true)).status).toBe(204)
      expect((await point(soresina)).active).toBe(true)
    })
  })

  describe('districts', () => {
    const district = async (prefix: string) => (await network()).districts.find((each) => each.prefix === prefix)
    const give = (pointId: string | null, replacesPointId: string | null, validFrom = '2027-01-01') => ({
      params: { prefix: '0373' as const },
      body: { pointId, replacesPointId, validFrom },
    })

    it('change hands on a date, and back before it comes', async () => {
      await app.call('assignDistrict', give(ids.cremona, ids.crema), cookies.region)
      expect(await district('0373')).toMatchObject({
        pointId: ids.crema,
        changes: [{ pointId: ids.cremona, validFrom: '2027-01-01' }],
      })
      expect((await preview('0373 256789', '2026-12-30T10:00:00+01:00')).responsible.name).toBe('Crema')
      expect((await preview('0373 256789', '2027-01-04T10:00:00+01:00')).responsible.name).toBe('Cremona')
      const params = { prefix: '0373' as const, validFrom: '2027-01-01' }
      await app.call('withdrawDistrict', { params }, cookies.region)
      expect(await district('0373')).toMatchObject({ pointId: ids.crema, changes: [] })
      expect(await app.refusal('withdrawDistrict', { params }, cookies.region)).toMatchObject({ status: 404 })
    })

    it('left to nobody from a day on, go back to whoever answered before that day comes', async () => {
      const later = (validFrom: string) => ({ params: { prefix: '0373' as const, validFrom } })
      await app.call('assignDistrict', give(null, ids.crema), cookies.region)
      await app.call('assignDistrict', give(ids.cremona, null, '2027-03-01'), cookies.region)
      expect((await district('0373'))?.changes).toEqual([
        { pointId: null, validFrom: '2027-01-01' },
        { pointId: ids.cremona, validFrom: '2027-03-01' },
      ])
      expect((await preview('0373 256789', '2027-01-04T10:00:00+01:00')).stages[0]).toMatchObject({ why: 'region' })
      expect(await app.refusal('withdrawDistrict', later('2027-01-01'), cookies.cremona)).toMatchObject({ status: 403 })
      await app.call('withdrawDistrict', later('2027-01-01'), cookies.region)
      expect((await preview('0373 256789', '2027-01-04T10:00:00+01:00')).responsible.name).toBe('Crema')
      expect((await preview('0373 256789', '2027-03-01T10:00:00+01:00')).responsible.name).toBe('Cremona')
      await app.call('withdrawDistrict', later('2027-03-01'), cookies.region)
      expect(await district('0373')).toMatchObject({ pointId: ids.crema, changes: [] })
      const today = await app.refusal('withdrawDistrict', later('2026-11-24'), cookies.region)
      expect(today).toMatchObject({ status: 404 })
    })

    it('are not taken from a point by those who do not follow it, nor from whom one did not see', async () => {
      const taken = give(ids.cremona, ids.crema)
      expect(await app.refusal('assignDistrict', taken, cookies.cremona)).toMatchObject({ status: 403 })
      expect(await app.refusal('assignDistrict', give(ids.cremona, null), cookies.region)).toMatchObject({
        status: 409,
      })
      const toCentre = await app.refusal('assignDistrict', give(ids.centre, ids.crema), cookies.region)
      expect(toCentre.fields).toHaveProperty('pointId')
    })

    it('left to nobody ring everywhere', async () => {
      await app.call('assignDistrict', give(null, ids.crema, '2026-11-24'), cookies.region)
      const { stages } = await preview('0373 256789', '2026-11-26T10:00:00+01:00')
      expect(stages[0]).toMatchObject({ kind: 'points', why: 'region' })
      await app.call('assignDistrict', give(ids.crema, null, '2026-11-24'), cookies.region)
      expect(await district('0373')).toMatchObject({ pointId: ids.crema, changes: [] })
    })
  })

  describe('local associations', () => {
    it('have a number whose callers reach the point that follows them', async () => {
      const body = { name: 'Auser Offanengo', comune, phone: '0373 780001', pointId: ids.crema }
      expect(await app.refusal('addAssociation', { body }, cookies.cremona)).toMatchObject({ status: 403 })
      const { id } = await app.call('addAssociation', { body }, cookies.crema)
      const at = '2026-11-26T10:00:00+01:00'
      expect((await inShort('333 1234567', at, { to: '0373 780001' }))[0]).toBe('points Crema')
      expect((await inShort('333 1234567', at))[0]).toBe('question')
      expect((await inShort('333 1234567', at, { digits: '26013' }))[0]).toBe('points Crema')
      const list = await app.call('listAssociations', {}, cookies.cremona)
      const shown = list.find((each) => each.id === id)
      expect(shown).toMatchObject({ phone: '0373 780001', pointId: ids.crema, mayEdit: false, version: 1 })
      const changed = {
        ...body,
        version: 1,
        active: false,
        phone: null,
        name: 'Auser Offanengo e Izano',
        membersOnly: true,
      }
      const params = { associationId: id }
      await app.call('changeAssociation', { params, body: changed }, cookies.crema)
      expect(await app.refusal('changeAssociation', { params, body: changed }, cookies.crema)).toMatchObject({
        status: 409,
      })
      const moved = { ...changed, version: 2, pointId: ids.cremona }
      expect(await app.refusal('changeAssociation', { params, body: moved }, cookies.crema)).toMatchObject({
        status: 403,
      })
      await app.call('changeAssociation', { params, body: { ...moved, active: true } }, cookies.region)
      const renamed = (await app.call('listAssociations', {}, cookies.cremona)).find((each) => each.id === id)
      expect(renamed).toMatchObject({ name: 'Auser Offanengo e Izano', version: 3, membersOnly: true })
      const other = await aLocalAssociation(app.db, { name: 'Auser Ripalta' })
      const taken = { ...moved, version: 3, name: other.name }
      const problem = await app.refusal('changeAssociation', { params, body: taken }, cookies.region)
      expect(problem.fields).toEqual({ name: 'Un’altra associazione ha già questo nome.' })
    })

    it('have a number of their own', async () => {
      await aLocalAssociation(app.db, { name: 'Auser Vaiano', phoneE164: '+390373791111', listeningPointId: ids.crema })
      const body = { name: 'Auser Pandino', comune, phone: '0373 791111', pointId: ids.crema }
      const problem = await app.refusal('addAssociation', { body }, cookies.crema)
      expect(problem.fields).toEqual({ phone: 'Un’altra associazione ha già questo numero.' })
    })
  })

  it('the week shows who is open, why not, and what only the call centre answers', async () => {
    const week = await app.call('readNetworkWeek', { query: { from: '2026-11-26' } }, cookies.operator)
    expect(week.days).toEqual([
      ...['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'],
    ])
    const cremona = week.points.find(({ id }) => id === ids.cremona)?.days
    const times = (periods: { from: string; to: string }[] | undefined) =>
      periods?.map(({ from, to }) => `${formatRomeTime(new Date(from))}-${formatRomeTime(new Date(to))}`)
    expect(times(cremona?.[1]?.open)).toEqual(['09:00-12:00', '15:00-18:00'])
    // 25 November is the last Wednesday: the feast written above.
    expect(cremona?.[2]).toMatchObject({ off: 'festa del patrono, Festa', open: [] })
    const gaps = (prefix: string, day: number) =>
      times(week.districts.find((each) => each.prefix === prefix)?.days[day]?.gaps)
    // Its neighbour Crema is open on the feast of Cremona; Crema has no neighbour, and Soresina opens half an hour before.
    expect(gaps('0372', 2)).toEqual(['08:30-09:00', '12:00-12:30'])
    expect(gaps('0373', 5)).toEqual([])
    expect(week.districts.find(({ prefix }) => prefix === '02')?.days[1]).toMatchObject({ pointId: null, gaps: [] })
  })
})
