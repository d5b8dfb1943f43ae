import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hashPassword, newPassword, verifyPassword } from '../../adapters/password.ts'
import { connectDatabase, fromDateColumn } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import { newSessionToken, sha256 } from '../../adapters/session-token.ts'
import { readNetworkFile } from '../../contract/network-file.ts'
import { giveNewPassword } from '../../helpline/access/give-new-password.ts'
import { type LoadResult, loadNetwork } from '../../helpline/access/load-network.ts'
import type { NetworkFile } from '../../helpline/access/network-file.ts'
import { signIn } from '../../helpline/access/sign-in.ts'
import { previewRouting } from '../../helpline/calls/incoming/preview-routing.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { lockData } from '../../launch/data-lock.ts'
import { faultyPlace } from '../../launch/json-place.ts'
import { seedDemo, seedTerritory } from '../../prisma/seed.ts'
import type { TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const TUESDAY = new Date('2026-11-24T10:00:00+01:00')
const WEDNESDAY = new Date('2026-11-25T10:00:00+01:00')
const ADA = 'ada.bianchi@filo.example'
const CREMONA = "Punto d'Ascolto di Cremona"
const CREMA = "Punto d'Ascolto di Crema"

const sample = (): NetworkFile => JSON.parse(readFileSync('docs/network.sample.json', 'utf8'))
const pointOf = (file: NetworkFile, name: string) => {
  const point = file.points.find((each) => each.name === name)
  if (!point) throw new Error(`No ${name}`)
  return point
}

const at = (now: Date): Occasion => ({ now, actor: { kind: 'system' } })

/** A prepared database as production has it: the territory, and nobody in it. */
function preparedDatabase() {
  const place = {} as { database: TestDatabase; db: TestDb; store: Store }
  const open = async () => {
    place.database = await createTestDatabase()
    await seedTerritory(place.database.url)
    place.db = connectDatabase(place.database.url, 3)
    place.store = openStore(place.database.url, { maxConnections: 5 })
  }
  const close = async () => {
    await Promise.all([place.db.$disconnect(), place.store.close()])
    await place.database.drop()
  }
  return { place, open, close }
}

const load = (store: Store, content: unknown, now = TUESDAY): Promise<LoadResult> =>
  loadNetwork({ ...store, newPassword, hashPassword }, at(now), readNetworkFile(content))

async function loaded(store: Store, content: unknown, now = TUESDAY) {
  const result = await load(store, content, now)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  return result
}

describe('a network file', () => {
  const { place, open, close } = preparedDatabase()
  beforeEach(async () => {
    await open()
    return close
  })

  it('becomes the network: calls are routed by it, and its operators sign in', async () => {
    const { store, db } = place
    const { changes, passwords } = await loaded(store, sample())
    expect(changes.filter(({ added }) => added)).toHaveLength(4 + 3 + 4)

    const goesTo = async (from: string, moment: string) =>
      (await previewRouting(store, from, new Date(moment))).destination.name
    expect(await goesTo('0372 448678', '2026-11-24T10:00+01:00')).toBe(CREMONA)
    expect(await goesTo('0374 340678', '2026-11-24T17:59+01:00')).toBe(CREMONA)
    // Closed on Tuesday afternoons, and for its patron: the neighbour it names answers.
    expect(await goesTo('0373 256789', '2026-11-24T16:00+01:00')).toBe(CREMONA)
    expect(await goesTo('0373 256789', '2026-11-25T16:00+01:00')).toBe(CREMA)
    expect(await goesTo('0373 256789', '2027-06-10T10:00+02:00')).toBe(CREMONA)
    expect(await goesTo('0373 256789', '2026-11-24T20:00+01:00')).toBe('Call centre nazionale')
    expect((await previewRouting(store, '030 3456789', TUESDAY)).steps[0]?.code).toBe('districtNotServed')
    const { destination, callCentre } = await previewRouting(store, '0372 448678', TUESDAY)
    expect(destination).toMatchObject({ fixedPhones: ['+390372448001'], ringTimeoutSeconds: 25 })
    expect(callCentre).toMatchObject({ fixedPhones: ['+390280010100'], ringTimeoutSeconds: 40 })
    const neighbours = await db.listeningPointNeighbour.findMany({
      where: { point: { name: CREMONA } },
      orderBy: { rank: 'asc' },
      select: { neighbour: { select: { name: true } } },
    })
    expect(neighbours.map(({ neighbour }) => neighbour.name)).toEqual([CREMA, "Punto d'Ascolto di Lodi"])

    expect(passwords.map(({ email }) => email)).toEqual(sample().operators.map(({ email }) => email))
    for (const { password } of passwords) expect(password).toMatch(/^([a-hj-km-np-z2-9]{6}-){2}[a-hj-km-np-z2-9]{6}$/)
    const ada = passwords.find(({ email }) => email === ADA)
    const signedIn = await signIn(
      { ...store, hash: sha256, newToken: newSessionToken, verifyPassword, demo: false },
      at(TUESDAY),
      { email: ADA, password: ada?.password ?? '' },
    )
    expect(signedIn.kind).toBe('signedIn')
    const written = JSON.stringify([await db.operator.findMany(), await db.auditEntry.findMany()], (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    for (const { password } of passwords) expect(written).not.toContain(password)
  })

  it('leaves a trace and news of every change, and nothing the second time', async () => {
    const { store, db } = place
    const { changes } = await loaded(store, sample())
    const traces = await db.auditEntry.findMany({ orderBy: { id: 'asc' } })
    expect(traces.map(({ action, actorKind }) => `${actorKind} ${action}`)).toEqual(
      changes.map(({ entity }) => `system ${entity}.added`),
    )
    expect(await db.liveEvent.count({ where: { topic: 'network' } })).toBe(changes.length)
    const before = await store.readNetwork()
    const hashes = await db.operator.findMany({ select: { passwordHash: true } })

    expect(await loaded(store, sample(), WEDNESDAY)).toMatchObject({ changes: [], passwords: [] })
    expect(await store.readNetwork()).toEqual(before)
    expect(await db.operator.findMany({ select: { passwordHash: true } })).toEqual(hashes)
    expect(await db.auditEntry.count()).toBe(traces.length)
    expect(await db.liveEvent.count({ where: { topic: 'network' } })).toBe(changes.length)
  })

  it('is loaded once by two who load it at the same moment', async () => {
    const { store, db } = place
    const results = await Promise.all([loaded(store, sample()), loaded(store, sample())])
    expect(results.map(({ changes }) => changes.length).sort((a, b) => a - b)).toEqual([0, 11])
    expect(results.map(({ passwords }) => passwords.length).sort((a, b) => a - b)).toEqual([0, 4])
    expect(await db.listeningPoint.count()).toBe(4)
  })

  it('replaces hours from today, and keeps those of before', async () => {
    const { store, db } = place
    await loaded(store, sample())
    const file = sample()
    pointOf(file, CREMONA).hours = [{ weekdays: [3], opensAt: '08:00', closesAt: '13:00' }]
    const versions = async () => {
      const rows = await db.openingHours.findMany({
        where: { point: { name: CREMONA } },
        orderBy: { validTo: { sort: 'asc', nulls: 'last' } },
        include: { intervals: true },
      })
      return rows.map(({ validFrom, validTo, intervals }) => [
        validFrom && fromDateColumn(validFrom),
        validTo && fromDateColumn(validTo),
        intervals.length,
      ])
    }
    expect((await loaded(store, file, WEDNESDAY)).changes).toEqual([
      { entity: 'listeningPoint', name: CREMONA, added: false, fields: ['hours'] },
    ])
    expect(await versions()).toEqual([
      [null, '2026-11-25', 10],
      ['2026-11-25', null, 1],
    ])
    const goesTo = async (moment: string) =>
      (await previewRouting(store, '0372 448678', new Date(moment))).destination.name
    expect(await goesTo('2026-11-24T10:00+01:00')).toBe(CREMONA)
    expect(await goesTo('2026-11-25T12:30+01:00')).toBe(CREMONA)
    expect(await goesTo('2026-11-26T10:00+01:00')).toBe(CREMA)

    // A second thought on the same day leaves no version that never held.
    pointOf(file, CREMONA).hours = [{ weekdays: [3, 4], opensAt: '08:00', closesAt: '13:00' }]
    await loaded(store, file, WEDNESDAY)
    expect(await versions()).toEqual([
      [null, '2026-11-25', 10],
      ['2026-11-25', null, 2],
    ])
  })

  it('keeps the hours already written for later', async () => {
    const { store, db } = place
    await loaded(store, sample())
    const point = await db.listeningPoint.findUniqueOrThrow({ where: { name: CREMONA } })
    const winter = new Date('2026-12-21')
    await db.openingHours.updateMany({ where: { listeningPointId: point.id }, data: { validTo: winter } })
    await db.openingHours.create({ data: { listeningPointId: point.id, validFrom: winter } })
    const file = sample()
    pointOf(file, CREMONA).hours = [{ weekdays: [3], opensAt: '08:00', closesAt: '13:00' }]
    await loaded(store, file, WEDNESDAY)
    const rows = await db.openingHours.findMany({ where: { listeningPointId: point.id } })
    expect(rows.map(({ validFrom }) => validFrom && fromDateColumn(validFrom)).sort()).toEqual([
      '2026-11-25',
      '2026-12-21',
      null,
    ])
    expect(rows.map(({ validTo }) => validTo && fromDateColumn(validTo)).sort()).toEqual([
      '2026-11-25',
      '2026-12-21',
      null,
    ])
  })

  it('changes only what is different, and says what', async () => {
    const { store, db } = place
    await loaded(store, sample())
    const pietro = await db.operator.findUniqueOrThrow({ where: { email: 'pietro.galli@filo.example' } })
    const crema = await db.listeningPoint.findUniqueOrThrow({ where: { name: CREMA } })
    await db.presence.create({
      data: { operatorId: pietro.id, listeningPointId: crema.id, state: 'available', since: TUESDAY },
    })
    const file = sample()
    Object.assign(pointOf(file, CREMONA), { districts: ['0372'], address: 'Via dei Platani 1', neighbours: [CREMA] })
    Object.assign(pointOf(file, CREMA), { districts: ['0373', '0374'], patronSaint: 'Crema' })
    Object.assign(file.associations[2] ?? {}, { phone: '0371 420001' })
    Object.assign(file.operators[1] ?? {}, { points: [CREMONA], role: 'operator' })
    file.operators.splice(2, 1)
    const { changes, passwords, others } = await loaded(store, file, WEDNESDAY)
    expect(changes).toEqual([
      { entity: 'listeningPoint', name: CREMONA, added: false, fields: ['address', 'neighbours', 'districts'] },
      { entity: 'listeningPoint', name: CREMA, added: false, fields: ['districts'] },
      { entity: 'localAssociation', name: 'Auser Lodi', added: false, fields: ['phoneE164'] },
      {
        entity: 'operator',
        name: 'pietro.galli@filo.example',
        added: false,
        fields: ['role', 'listeningPointIds'],
      },
    ])
    expect(passwords).toEqual([])
    expect(others).toEqual({ listeningPoint: [], localAssociation: [], operator: ['nadia.villa@filo.example'] })
    const goesTo = async (from: string, now: Date) => (await previewRouting(store, from, now)).destination.name
    expect(await goesTo('0374 340678', TUESDAY)).toBe(CREMONA)
    expect(await goesTo('0374 340678', WEDNESDAY)).toBe(CREMA)
    expect((await previewRouting(store, '0375 200678', WEDNESDAY)).steps[0]?.code).toBe('districtNotServed')
    // He no longer works there: his telephone must not ring for it.
    expect(await db.presence.count()).toBe(0)
    expect(await loaded(store, file, WEDNESDAY)).toMatchObject({ changes: [] })
  })

  it('keeps the invented network of the demo out of its database', async () => {
    const { store, db, database } = place
    await loaded(store, sample())
    await seedDemo({ databaseUrl: database.url, now: TUESDAY, activity: false })
    expect(await db.listeningPoint.count()).toBe(4)
    expect(await db.operator.count({ where: { isDemo: true } })).toBe(0)
  })

  it('gives a known operator a new password, and ends what the old one opened', async () => {
    const { store, db } = place
    const { passwords } = await loaded(store, sample())
    const access = { ...store, hash: sha256, newToken: newSessionToken, verifyPassword, demo: false }
    const enter = async (password: string) => (await signIn(access, at(TUESDAY), { email: ADA, password })).kind
    const old = passwords.find(({ email }) => email === ADA)?.password ?? ''
    expect(await enter(old)).toBe('signedIn')
    const doors = { ...store, newPassword, hashPassword }
    const given = await giveNewPassword(doors, at(TUESDAY), 'Ada.Bianchi@filo.example')
    expect(await db.session.count()).toBe(0)
    expect(await enter(old)).toBe('refused')
    expect(await enter(given)).toBe('signedIn')
    expect(await db.auditEntry.count({ where: { action: 'operator.passwordSet' } })).toBe(1)
    await expect(giveNewPassword(doors, at(TUESDAY), 'nessuno@filo.example')).rejects.toThrow(
      'Nessun operatore ha questa e-mail.',
    )
  })
})

describe('a network file with something wrong', () => {
  const { place, open, close } = preparedDatabase()
  beforeAll(open)
  afterAll(close)

  const refused = async (content: unknown, now = TUESDAY): Promise<string[]> => {
    const kept = await place.store.readNetwork()
    const result = await load(place.store, content, now)
    expect(await place.store.readNetwork()).toEqual(kept)
    if (result.kind !== 'refused') throw new Error('It was loaded')
    return result.findings.map((finding) => `${finding.path.join('.')}: ${finding.text}`)
  }
  const lodi = (file: NetworkFile) => file.points[3] as NetworkFile['points'][number]

  const cases: [string, (file: NetworkFile) => unknown, string[]][] = [
    ['no call centre', (file) => file.points.splice(0, 1), ['points: Manca il call centre: ne serve uno.']],
    [
      'two call centres',
      (file) => file.points.push({ name: 'Un altro', kind: 'callCentre', fixedPhones: ['02 80010101'] }),
      ['points.4.kind: C’è già un altro call centre: deve essere uno solo.'],
    ],
    [
      'a call centre where nothing rings and nobody works',
      (file) => delete file.points[0]?.fixedPhones,
      ['points.0.fixedPhones: Al call centre serve almeno un telefono o un operatore.'],
    ],
    [
      'a call centre with hours and districts',
      (file) =>
        Object.assign(file.points[0] ?? {}, {
          districts: ['02'],
          hours: [{ weekdays: [1], opensAt: '09:00', closesAt: '12:00' }],
        }),
      [
        'points.0.hours: Il call centre risponde sempre e a tutti: qui non servono.',
        'points.0.districts: Il call centre risponde sempre e a tutti: qui non servono.',
      ],
    ],
    [
      'a district answered by two points',
      (file) => lodi(file).districts?.push('0373'),
      ['points.3.districts.2: Questo distretto è già assegnato: gli risponde un punto solo.'],
    ],
    [
      'a prefix that is no district',
      (file) => lodi(file).districts?.push('06'),
      ['points.3.districts.2: Questo prefisso non è di un distretto telefonico lombardo.'],
    ],
    ['a point without hours', (file) => delete lodi(file).hours, ['points.3.hours: Mancano gli orari del punto.']],
    [
      'a point with an empty table of hours',
      (file) => Object.assign(lodi(file), { hours: [] }),
      ['points.3.hours: Mancano gli orari del punto.'],
    ],
    [
      'hours that overlap, over midnight too',
      (file) =>
        Object.assign(lodi(file), {
          hours: [
            { weekdays: [7], opensAt: '22:00', closesAt: '06:00' },
            { weekdays: [1], opensAt: '05:00', closesAt: '12:00' },
            { weekdays: [1], opensAt: '12:00', closesAt: '24:00' },
          ],
        }),
      ['points.3.hours.1: Questo orario si sovrappone a un altro.'],
    ],
    [
      'an hour that does not exist',
      (file) => Object.assign(lodi(file), { hours: [{ weekdays: [1], opensAt: '9', closesAt: '12:60' }] }),
      [
        'points.3.hours.0.opensAt: Scrivere l’ora come 09:00, da 00:00 a 23:59.',
        'points.3.hours.0.closesAt: Scrivere l’ora come 18:00, da 00:00 a 24:00.',
      ],
    ],
    [
      'a comune nobody knows',
      (file) => Object.assign(lodi(file), { comune: 'Lodi Nuova' }),
      ['points.3.comune: Questo Comune non è in elenco: scrivere il nome esatto o il codice ISTAT di sei cifre.'],
    ],
    [
      'a comune that was merged',
      (file) => Object.assign(file.associations[0] ?? {}, { comune: 'Bardello' }),
      ['associations.0.comune: Questo Comune non esiste più: scrivere quello nuovo.'],
    ],
    [
      'telephones that cannot ring',
      (file) => {
        Object.assign(lodi(file), { fixedPhones: ['899 123456', '0371 4', '0371 420001', '+39 0371 420001'] })
        Object.assign(file.operators[0] ?? {}, { phone: '12' })
      },
      [
        'points.3.fixedPhones.0: Serve un numero italiano, fisso o cellulare, con il prefisso.',
        'points.3.fixedPhones.1: Serve un numero italiano, fisso o cellulare, con il prefisso.',
        'points.3.fixedPhones.3: Questo numero è già nell’elenco.',
        'operators.0.phone: Serve un numero italiano, fisso o cellulare, con il prefisso.',
      ],
    ],
    [
      'a patron we do not know, and a feast on 31 February',
      (file) => {
        Object.assign(lodi(file), { patronSaint: 'Paperopoli' })
        Object.assign(pointOf(file, CREMA), { patronSaint: { kind: 'fixed', name: 'Mai', month: 2, day: 31 } })
      },
      [
        'points.2.patronSaint: Quel mese non ha quel giorno.',
        'points.3.patronSaint: Di questa città non conosciamo il patrono: scrivere la festa per intero.',
      ],
    ],
    [
      'points nobody has described',
      (file) => {
        Object.assign(lodi(file), { neighbours: ['Punto della Luna', lodi(file).name, 'Call centre nazionale'] })
        Object.assign(file.associations[0] ?? {}, { point: 'Punto di Marte' })
        file.operators[0]?.points?.push('Punto di Venere')
      },
      [
        'points.3.neighbours.0: Nessun punto del file ha questo nome.',
        'points.3.neighbours.1: Un punto non è vicino di se stesso.',
        'points.3.neighbours.2: Il call centre risponde comunque: non va fra i vicini.',
        'associations.0.point: Nessun punto del file ha questo nome.',
        'operators.0.points.1: Nessun punto del file ha questo nome.',
      ],
    ],
    [
      'the same thing twice',
      (file) => {
        file.points.push({ ...lodi(file), districts: [] })
        file.associations.push({ ...(file.associations[0] as NetworkFile['associations'][number]) })
        file.operators.push({ ...(file.operators[0] as NetworkFile['operators'][number]), email: ADA.toUpperCase() })
      },
      [
        'points.4.name: Un altro punto ha già questo nome.',
        'associations.3.name: Un’altra associazione ha già questo nome.',
        'associations.3.phone: Un’altra associazione ha già questo numero.',
        'operators.4.email: Un altro operatore ha già questa e-mail.',
      ],
    ],
    [
      'an operator without a point, a role or an address',
      (file) => {
        Object.assign(file.operators[0] ?? {}, { points: [] })
        Object.assign(file.operators[1] ?? {}, { role: 'boss', email: 'pietro' })
      },
      [
        'operators.1.email: L’indirizzo e-mail non è valido.',
        'operators.1.role: Il ruolo è operator, coordinator, regionalAdmin.',
        'operators.0.points: Indicare almeno un punto in cui lavora.',
      ],
    ],
    [
      'words that mean nothing here',
      (file) => Object.assign(lodi(file), { telefono: '0371 420001' }),
      ['points.3: Qui non si sa che cosa sia: telefono.'],
    ],
    [
      'faults of spelling and of sense at once: all are said',
      (file) => {
        Object.assign(lodi(file), { ringTimeoutSeconds: 'venti', comune: 'Atlantide', districts: [372, '0373'] })
        Object.assign(file, { associations: 'nessuna' })
        file.operators.push({ email: 'x' } as NetworkFile['operators'][number])
      },
      [
        'points.3.ringTimeoutSeconds: Servono secondi interi.',
        'points.3.districts.0: Serve un testo.',
        'associations: Serve un elenco fra parentesi quadre.',
        'operators.4.email: L’indirizzo e-mail non è valido.',
        'operators.4.name: Serve un testo.',
        'operators.4.role: Il ruolo è operator, coordinator, regionalAdmin.',
        'points.3.comune: Questo Comune non è in elenco: scrivere il nome esatto o il codice ISTAT di sei cifre.',
        'points.3.districts.1: Questo distretto è già assegnato: gli risponde un punto solo.',
      ],
    ],
  ]

  it.each(cases)('%s', async (_, spoil, said) => {
    const file = sample()
    spoil(file)
    expect(await refused(file)).toEqual(said)
  })

  it.each([[null], [[]], ['rete'], [42]])('is not a network: %j', async (content) => {
    expect(await refused(content)).toContain(': Serve un gruppo di dati fra parentesi graffe.')
  })

  it('says what is in the way of it in the database', async () => {
    const { store, db } = place
    await loaded(store, sample())
    await db.operator.update({ where: { email: ADA }, data: { active: false } })
    await db.localAssociation.update({ where: { name: 'Auser Lodi' }, data: { active: false } })
    const file = sample()
    Object.assign(file.points[0] ?? {}, { name: 'Centralino' })
    file.points.splice(1, 1)
    Object.assign(pointOf(file, CREMA), { districts: ['0372', '0373'], neighbours: [] })
    file.associations.splice(0, 1)
    file.operators.splice(1, 1)
    Object.assign(file.operators[0] ?? {}, { points: [CREMA] })
    expect(await refused(file)).toEqual([
      'points.0.name: Il call centre c’è già e si chiama «Call centre nazionale»: deve essere uno solo.',
      `points.1.districts.0: A questo distretto risponde già «${CREMONA}», che non è nel file.`,
      'associations.1.name: Questa associazione è stata chiusa: va tolta dal file.',
      'operators.0.email: Questo accesso è stato chiuso: va tolto dal file.',
    ])
  })
})

describe('npm run network:load', { timeout: 120_000 }, () => {
  const { place, open, close } = preparedDatabase()
  let folder: string
  beforeAll(async () => {
    await open()
    folder = mkdtempSync(path.join(tmpdir(), 'filo-network-'))
    chmodSync(folder, 0o711)
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await close()
  })

  const run = (programArguments: string[], environment: NodeJS.ProcessEnv = {}) =>
    new Promise<{ code: number; said: string; complained: string }>((resolve) => {
      const { DATABASE_URL: _, ...inherited } = process.env
      const env = { ...inherited, NODE_ENV: 'production', FILO_CLOCK: 'now', ...environment }
      const program = ['--import', 'tsx', 'launch/load-network.ts', ...programArguments]
      const child = execFile(process.execPath, program, { env }, (_error, said, complained) =>
        resolve({ code: child.exitCode ?? -1, said, complained }),
      )
    })
  const written = (name: string, text: string) => {
    const file = path.join(folder, name)
    writeFileSync(file, text)
    return file
  }

  it('loads the sample, says so, and finds nothing to do the second time', async () => {
    const DATABASE_URL = place.database.url
    const first = await run(['docs/network.sample.json'], { DATABASE_URL })
    expect(first).toMatchObject({ code: 0, complained: '' })
    expect(first.said).toContain(`  + punto ${CREMONA}\n`)
    expect(first.said).toMatch(/\n {2}ada\.bianchi@filo\.example {2}[a-z2-9]{6}-[a-z2-9]{6}-[a-z2-9]{6}\n/)
    expect(await run(['docs/network.sample.json'], { DATABASE_URL })).toEqual({
      code: 0,
      said: 'La rete è già come dice il file: non è cambiato niente.\n',
      complained: '',
    })
    const file = sample()
    Object.assign(pointOf(file, CREMA), { address: 'Via Nuova 1', ringTimeoutSeconds: 30 })
    file.associations.splice(0, 1)
    const changed = written('changed.json', JSON.stringify(file))
    const wednesday = { DATABASE_URL, FILO_CLOCK: WEDNESDAY.toISOString().replace('.000', '') }
    expect((await run([changed], wednesday)).said).toBe(
      [
        'La rete è stata caricata:',
        `  ~ punto ${CREMA}: indirizzo, durata dello squillo`,
        'Non nel file, e lasciati come sono: 1 associazione.',
        'Orologio della demo: i cambiamenti valgono da mercoledì 25 novembre 2026.',
        '',
      ].join('\n'),
    )
    const renewed = await run(['--new-password', ADA], { DATABASE_URL })
    expect(renewed.said).toMatch(/\n {2}ada\.bianchi@filo\.example {2}[a-z2-9]{6}-[a-z2-9]{6}-[a-z2-9]{6}\n/)
    expect(await run(['--new-password', 'nessuno@filo.example'], { DATABASE_URL })).toEqual({
      code: 1,
      said: '',
      complained: 'Nessun operatore ha questa e-mail.\n',
    })
  })

  it('says where a file is wrong, with the name of the thing', async () => {
    const DATABASE_URL = place.database.url
    const file = sample()
    Object.assign(pointOf(file, CREMA), { comune: 'Atlantide' })
    Object.assign(file.operators[1] ?? {}, { role: 'boss' })
    expect(await run([written('wrong.json', JSON.stringify(file))], { DATABASE_URL })).toEqual({
      code: 1,
      said: '',
      complained: [
        'Il file della rete non va bene, e non è stato scritto niente:',
        '  - operators[1].role (pietro.galli@filo.example): Il ruolo è operator, coordinator, regionalAdmin.',
        `  - points[2].comune (${CREMA}): Questo Comune non è in elenco: scrivere il nome esatto o il codice ISTAT di sei cifre.`,
        '',
      ].join('\n'),
    })
  })

  it.each([
    ['a file that is not there', () => ['nowhere.json'], 'Non riesco a leggere nowhere.json (ENOENT).'],
    [
      'a file that is not JSON',
      () => [written('broken.json', '{\n  "points": [,\n}')],
      "l'errore è alla riga 2, colonna 14",
    ],
    ['a file cut short', () => [written('cut.json', '{ "points": [')], 'riga 1, colonna 14'],
    ['nothing', () => [], 'Uso: npm run network:load -- rete.json'],
    ['an option nobody knows', () => ['--force', 'rete.json'], 'Uso: npm run network:load -- rete.json'],
  ])('given %s, says so', async (_, programArguments, words) => {
    const { code, complained } = await run(programArguments(), { DATABASE_URL: place.database.url })
    expect(code).toBe(1)
    expect(complained).toContain(words)
    expect(complained).not.toMatch(/\n\s+at /)
  })

  it('says that the embedded database is in use by another copy', async () => {
    const lock = lockData(path.join(folder, 'in-use'))
    const { code, complained } = await run(['docs/network.sample.json'], { FILO_DATA_DIR: folder })
    lock.release()
    expect(code).toBe(1)
    expect(complained).toContain(`già in uso da un'altra copia del programma (processo ${process.pid}`)
  })

  it('loads into the embedded database, and leaves it to be started', async () => {
    const own = { FILO_DATA_DIR: path.join(folder, 'embedded') }
    const first = await run(['docs/network.sample.json'], own)
    expect(first).toMatchObject({ code: 0, complained: '' })
    expect((await run(['docs/network.sample.json'], own)).said).toContain('non è cambiato niente')
  })

  it('says that a database was never prepared', async () => {
    const empty = await createTestDatabase()
    const client = connectDatabase(empty.url, 1)
    await client.$executeRawUnsafe('drop schema public cascade')
    await client.$disconnect()
    const { code, complained } = await run(['docs/network.sample.json'], { DATABASE_URL: empty.url })
    await empty.drop()
    expect({ code, complained }).toEqual({
      code: 1,
      complained: 'Il database non è ancora pronto: prima va eseguito launch/migrate.\n',
    })
  })
})

describe('the place where a text stops being JSON', () => {
  it.each([
    ['{\n  "points": [,\n}', 2, 14],
    ['{ "points": [', 1, 14],
    ['', 1, 1],
    ['{}\n\n{}', 3, 1],
    ['{ "name": "Crema", }', 1, 20],
    ["{ 'name': 1 }", 1, 3],
    ['[1, 2\n 3]', 2, 2],
    ['["a\nb"]', 1, 4],
  ])('%j', (text, line, column) => {
    expect(faultyPlace(text)).toEqual({ line, column })
  })

  it('is the end of one cut short, and where a stranger was put in', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, chosen) => {
        const cut = chosen % (text.length + 1)
        expect(faultyPlace(text)).toBeUndefined()
        const place = faultyPlace(text.slice(0, cut))
        if (place) expect(place.column - 1).toBe(cut)
        // Between two strings or in one, a control character is never allowed.
        expect(faultyPlace(`${text.slice(0, cut)}\u0001${text.slice(cut)}`)).toEqual({ line: 1, column: cut + 1 })
      }),
    )
  })
})
