import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aCallCentre, aListeningPoint, anOperator } from '../support/builders.ts'

let app: TestApp
let crema: { id: string }
let cremona: { id: string }
let coordinator: string
let region: string
let operator: string

beforeAll(async () => {
  app = await startTestApp()
  crema = await aListeningPoint(app.db, { name: 'Crema', prefixes: ['0373'] })
  cremona = await aListeningPoint(app.db, { name: 'Cremona', prefixes: ['0372'] })
  await aCallCentre(app.db)
  coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [crema.id] }))
  operator = await app.signIn(await anOperator(app.db, { pointIds: [crema.id] }))
  region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
})
afterAll(() => app?.close())

const asked = (change: object = {}, institutionId: string = crypto.randomUUID()) => ({
  params: { institutionId },
  body: {
    ...{ version: 0, name: 'Servizi sociali di Crema', kind: 'socialServices' as const, phone: '0372 801 234' },
    ...{ listeningPointId: crema.id, ...change },
  },
})
const answers = async () => {
  const query = { from: '+390372801234', at: '2026-11-24T10:00:00+01:00' }
  const { steps } = await app.call('previewRouting', { query }, operator)
  return JSON.stringify(steps)
}

describe('offices that call', () => {
  it('are followed by their point, whatever their district, as soon as they are written', async () => {
    expect(await answers()).toContain('Cremona')
    const first = asked()
    await app.call('saveInstitution', first, coordinator)
    const list = await app.call('saveInstitution', first, coordinator)
    expect(list).toMatchObject([{ name: 'Servizi sociali di Crema', phone: '0372 801234', version: 1, mayEdit: true }])
    expect(await answers()).toContain('Crema')
    expect(await answers()).not.toContain('Cremona')

    const { institutionId } = first.params
    const moved = asked({ version: 1, listeningPointId: cremona.id }, institutionId)
    expect(await app.refusal('saveInstitution', moved, coordinator)).toMatchObject({ status: 403 })
    await app.call('saveInstitution', moved, region)
    expect(await app.refusal('saveInstitution', moved, region)).toMatchObject({ status: 409 })
    expect(await app.call('listInstitutions', {}, operator)).toMatchObject([{ mayEdit: false, version: 2 }])

    const gone = { params: { institutionId }, body: { version: 2 } }
    expect(await app.refusal('removeInstitution', gone, coordinator)).toMatchObject({ status: 403 })
    expect(await app.call('removeInstitution', gone, region)).toEqual([])
    expect(await app.call('removeInstitution', gone, region)).toEqual([])
  })

  it('say beside the field what is wrong, and are coordinators’ to write', async () => {
    const refusal = async (change: object) => await app.refusal('saveInstitution', asked(change), coordinator)
    expect(await refusal({ phone: '12' })).toMatchObject({ status: 422, fields: { phone: expect.any(String) } })
    expect(await refusal({ listeningPointId: crypto.randomUUID() })).toMatchObject({
      fields: { listeningPointId: expect.any(String) },
    })
    expect(await app.refusal('saveInstitution', asked(), operator)).toMatchObject({ status: 403 })
    expect(await app.db.institution.count()).toBe(0)
  })
})
