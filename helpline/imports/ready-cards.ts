import { type IsoDate, romeDate } from '../territory/rome-time.ts'
import type { ImportGround } from './import-ground.ts'
import type { Finding, PersonImport, VehicleImport, VolunteerImport } from './import-rows.ts'
import type { ReadyPerson, ReadyVehicle, ReadyVolunteer } from './ready-rows.ts'

export interface Scene {
  ground: ImportGround
  now: Date
  newId(): string
}

/** A row of ours, or what keeps it out. */
export type Readied<R> = { ready: R } | { findings: Finding[] }

export const NOT_YOURS = 'Può caricare solo i dati dei Suoi punti d’ascolto.'
const NO_ASSOCIATION = 'Nessuna associazione ha questo nome.'
const NO_POINT = 'Nessun punto d’ascolto ha questo nome.'

export const readied = <R>(findings: Finding[], ready: () => R): Readied<R> =>
  findings.length > 0 ? { findings } : { ready: ready() }

/** Where a row belongs: its point, or the point of its association. */
export function placeOf(
  row: { point?: string | undefined; association?: string | undefined },
  { ground }: Scene,
  findings: Finding[],
) {
  const association = row.association === undefined ? undefined : ground.association(row.association)
  if (row.association !== undefined && !association) findings.push({ column: 'association', reason: NO_ASSOCIATION })
  const named = row.point === undefined ? undefined : ground.point(row.point)
  if (row.point !== undefined && !named) findings.push({ column: 'point', reason: NO_POINT })
  const listeningPointId = named ?? association?.listeningPointId ?? null
  if (findings.length === 0 && !ground.mayBring(listeningPointId)) {
    findings.push({ column: row.point === undefined ? 'association' : 'point', reason: NOT_YOURS })
  }
  return { listeningPointId, localAssociationId: association?.id ?? null }
}

export function comuneOf(
  row: { comune?: string | undefined; province?: string | undefined },
  { ground }: Scene,
  findings: Finding[],
): string | null {
  if (row.comune === undefined) return null
  const found = ground.comune(row.comune, row.province)
  if (found === undefined) findings.push({ column: 'comune', reason: 'Nessun Comune si chiama così.' })
  if (found === 'ambiguous')
    findings.push({ column: 'comune', reason: 'Più Comuni si chiamano così: scriva anche la provincia.' })
  return found ?? null
}

export function refuseLater(day: IsoDate | undefined, column: string, { now }: Scene, findings: Finding[]): void {
  if (day !== undefined && day > romeDate(now)) findings.push({ column, reason: 'È una data nel futuro.' })
}

export function readyPerson(row: PersonImport, scene: Scene): Readied<ReadyPerson> {
  const findings: Finding[] = []
  const place = placeOf(row, scene, findings)
  const comuneIstatCode = comuneOf(row, scene, findings)
  refuseLater(row.birthDate, 'birthDate', scene, findings)
  return readied(findings, () => ({
    id: scene.newId(),
    firstName: row.firstName,
    lastName: row.lastName,
    nickname: row.nickname ?? null,
    fiscalCode: row.fiscalCode ?? null,
    birthDate: row.birthDate ?? null,
    sex: row.sex ?? null,
    livesAlone: row.livesAlone ?? null,
    comuneIstatCode,
    address: row.address ?? null,
    ...place,
    alreadyHelpedBy: row.alreadyHelpedBy ?? null,
    member: row.member ?? null,
    mobility: row.mobility ?? null,
    hardOfHearing: row.hardOfHearing ?? false,
    notes: row.notes ?? null,
    phones: [...new Set([row.phone, row.secondPhone].filter((phone) => phone !== undefined))],
    consent: row.consent ?? null,
    createdAt: scene.now,
  }))
}

export function readyVolunteer(row: VolunteerImport, scene: Scene): Readied<ReadyVolunteer> {
  const findings: Finding[] = []
  const { localAssociationId } = placeOf(row, scene, findings)
  const comuneIstatCode = comuneOf(row, scene, findings)
  refuseLater(row.startedOn, 'startedOn', scene, findings)
  if (row.endedOn !== undefined && row.endedOn < row.startedOn) {
    findings.push({ column: 'endedOn', reason: 'È prima del giorno in cui ha cominciato.' })
  }
  return readied(findings, () => ({
    id: scene.newId(),
    firstName: row.firstName,
    lastName: row.lastName,
    fiscalCode: row.fiscalCode ?? null,
    birthDate: row.birthDate ?? null,
    localAssociationId: localAssociationId as string,
    comuneIstatCode,
    phoneE164: row.phone,
    startedOn: row.startedOn,
    endedOn: row.endedOn ?? null,
    occasional: row.occasional ?? false,
    wheelchairTrained: row.wheelchairTrained ?? false,
    licenceUntil: row.licenceUntil ?? null,
    insuredUntil: row.insuredUntil ?? null,
    skills: row.skills ?? [],
  }))
}

export function readyVehicle(row: VehicleImport, scene: Scene): Readied<ReadyVehicle> {
  const findings: Finding[] = []
  const { localAssociationId } = placeOf(row, scene, findings)
  if (row.ownership === 'onLoan' && row.lender === undefined) {
    findings.push({ column: 'lender', reason: 'Di un automezzo in comodato serve chi lo presta.' })
  }
  return readied(findings, () => ({
    id: scene.newId(),
    plate: row.plate,
    name: row.name ?? row.plate,
    localAssociationId: localAssociationId as string,
    ownership: row.ownership,
    lender: row.lender ?? null,
    loanUntil: row.loanUntil ?? null,
    seats: row.seats,
    wheelchairPlaces: row.wheelchairPlaces ?? 0,
    insuredUntil: row.insuredUntil ?? null,
    inspectedUntil: row.inspectedUntil ?? null,
    odometerKm: row.odometerKm ?? 0,
  }))
}
