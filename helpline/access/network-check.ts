import { standingOn } from '../territory/dated-rows.ts'
import { isReachable, parsePhoneNumber } from '../territory/phone-numbers.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import { telephoneDistricts } from '../territory/telephone-districts.ts'
import type { HeldNetwork } from './held-network.ts'
import type { Draft, FilePath, Finding, NetworkFile, OperatorEntry, PointEntry } from './network-file.ts'
import { comuneCalled, feastOfTown, keptEmail } from './network-plan.ts'
import { overlappingHours } from './weekly-hours.ts'

type Say = (path: FilePath, text: string) => void
type Placed<T> = { entry: Draft<T>; path: FilePath }
interface Judging {
  draft: Draft<NetworkFile>
  held: HeldNetwork
  today: IsoDate
  say: Say
}

const knownPrefixes = new Set<string>(telephoneDistricts.map(({ prefix }) => prefix))

/** Everything a network file asks for that cannot be: within itself, and against what is kept already. */
export function checkNetwork(draft: Draft<NetworkFile>, held: HeldNetwork, today: IsoDate): Finding[] {
  const findings: Finding[] = []
  const judging: Judging = { draft, held, today, say: (path, text) => void findings.push({ path, text }) }
  const points = placed<PointEntry>(draft.points, 'points')
  refuseRepeats(named(points, 'name'), judging.say, 'Un altro punto ha già questo nome.')
  for (const point of points) checkPoint(judging, point)
  checkCallCentre(judging, points)
  checkDistricts(judging, points)
  checkAssociations(judging)
  checkOperators(judging)
  return findings
}

function placed<T>(entries: readonly (Draft<T> | undefined)[] | undefined, list: string): Placed<T>[] {
  return (entries ?? []).flatMap((entry, index) => (entry === undefined ? [] : [{ entry, path: [list, index] }]))
}

/** The values of a list that could be understood, each with its place. */
function each<V>(values: readonly (V | undefined)[] | undefined, path: FilePath): { value: V; path: FilePath }[] {
  return (values ?? []).flatMap((value, index) => (value === undefined ? [] : [{ value, path: [...path, index] }]))
}

/** Says of every value after the first that it is there already. */
function refuseRepeats(values: readonly { value: string; path: FilePath }[], say: Say, text: string): void {
  const seen = new Set<string>()
  for (const { value, path } of values) {
    if (seen.has(value)) say(path, text)
    seen.add(value)
  }
}

function checkPoint({ draft, held, today, say }: Judging, { entry, path }: Placed<PointEntry>): void {
  const { name, kind, comune, patronSaint } = entry
  const known = held.points.find((point) => point.name === name)
  if (known && !known.active) say([...path, 'name'], 'Questo punto è stato chiuso: va tolto dal file.')
  if (known && kind && known.kind !== kind) say([...path, 'kind'], 'Il punto esiste già con l’altro tipo.')
  if (comune) checkComune(held, today, say, comune, [...path, 'comune'])
  if (typeof patronSaint === 'string' && !feastOfTown(patronSaint)) {
    say([...path, 'patronSaint'], 'Di questa città non conosciamo il patrono: scrivere la festa per intero.')
  }
  const phones = each(entry.fixedPhones, [...path, 'fixedPhones'])
  for (const { value, path: at } of phones) if (!ringable(value)) say(at, notRingable)
  refuseRepeats(phones.map(asE164), say, 'Questo numero è già nell’elenco.')
  if (kind === 'point') checkOpenPoint(entry, path, draft, say)
  if (kind === 'callCentre') checkAlwaysOpen(entry, path, say)
}

const notRingable = 'Serve un numero italiano, fisso o cellulare, con il prefisso.'

/** Calls are forwarded to it: nothing that costs or cannot ring. */
const ringable = (typed: string): boolean => ['landline', 'mobile'].includes(parsePhoneNumber(typed).kind)

function asE164({ value, path }: { value: string; path: FilePath }): { value: string; path: FilePath } {
  const phone = parsePhoneNumber(value)
  return { value: isReachable(phone) ? phone.e164 : value, path }
}

function checkOpenPoint(entry: Draft<PointEntry>, path: FilePath, draft: Draft<NetworkFile>, say: Say): void {
  if (entry.comune === undefined || entry.comune === null) say([...path, 'comune'], 'Manca il Comune del punto.')
  if (!entry.hours || entry.hours.length === 0) say([...path, 'hours'], 'Mancano gli orari del punto.')
  for (const index of overlappingHours(entry.hours ?? [])) {
    say([...path, 'hours', index], 'Questo orario si sovrappone a un altro.')
  }
  const neighbours = each(entry.neighbours, [...path, 'neighbours'])
  refuseRepeats(neighbours, say, 'Questo vicino è già nell’elenco.')
  for (const { value, path: at } of neighbours) {
    const neighbour = draft.points?.find((point) => point?.name === value)
    if (!neighbour) say(at, noSuchPoint)
    else if (value === entry.name) say(at, 'Un punto non è vicino di se stesso.')
    else if (neighbour.kind === 'callCentre') say(at, 'Il call centre risponde comunque: non va fra i vicini.')
  }
}

const noSuchPoint = 'Nessun punto del file ha questo nome.'

/** What the call centre has no use for would be a promise nobody keeps. */
function checkAlwaysOpen(entry: Draft<PointEntry>, path: FilePath, say: Say): void {
  for (const field of ['hours', 'districts', 'neighbours'] as const) {
    if (entry[field]?.length) say([...path, field], 'Il call centre risponde sempre e a tutti: qui non servono.')
  }
  if (entry.patronSaint) say([...path, 'patronSaint'], 'Il call centre non chiude per il patrono.')
}

function checkCallCentre({ draft, held, say }: Judging, points: readonly Placed<PointEntry>[]): void {
  const [first, ...others] = points.filter(({ entry }) => entry.kind === 'callCentre')
  for (const { path } of others) say([...path, 'kind'], 'C’è già un altro call centre: deve essere uno solo.')
  if (!first) {
    const unknown = draft.points?.some((point) => point?.kind === undefined)
    if (draft.points && !unknown) say(['points'], 'Manca il call centre: ne serve uno.')
    return
  }
  const names = new Set(points.map(({ entry }) => entry.name))
  const kept = held.points.find(({ kind, active, name }) => kind === 'callCentre' && active && !names.has(name))
  if (kept) say([...first.path, 'name'], `Il call centre c’è già e si chiama «${kept.name}»: deve essere uno solo.`)
  // An operator who could not be read may well work there.
  const staffed = draft.operators?.some((operator) => {
    return !operator || operator.points?.some((name) => name === undefined || name === first.entry.name)
  })
  if (!first.entry.fixedPhones?.length && !staffed) {
    say([...first.path, 'fixedPhones'], 'Al call centre serve almeno un telefono o un operatore.')
  }
}

function checkDistricts({ held, today, say }: Judging, points: readonly Placed<PointEntry>[]): void {
  const prefixes = points.flatMap(({ entry, path }) => each(entry.districts, [...path, 'districts']))
  const names = new Set(points.map(({ entry }) => entry.name))
  refuseRepeats(prefixes, say, 'Questo distretto è già assegnato: gli risponde un punto solo.')
  for (const { value: prefix, path } of prefixes) {
    if (!knownPrefixes.has(prefix)) {
      say(path, 'Questo prefisso non è di un distretto telefonico lombardo.')
      continue
    }
    const standing = standingOn(
      held.districts.filter((row) => row.prefix === prefix),
      today,
    )
    const holder = held.points.find(({ id }) => id === standing?.listeningPointId)
    if (holder?.active && !names.has(holder.name)) {
      say(path, `A questo distretto risponde già «${holder.name}», che non è nel file.`)
    }
  }
}

function checkAssociations({ draft, held, today, say }: Judging): void {
  const associations = placed<NetworkFile['associations'][number]>(draft.associations, 'associations')
  refuseRepeats(named(associations, 'name'), say, 'Un’altra associazione ha già questo nome.')
  const phones = named(associations, 'phone').map(asE164)
  refuseRepeats(phones, say, 'Un’altra associazione ha già questo numero.')
  for (const { entry, path } of associations) {
    if (entry.comune) checkComune(held, today, say, entry.comune, [...path, 'comune'])
    if (entry.phone && !isReachable(parsePhoneNumber(entry.phone))) {
      say([...path, 'phone'], 'Il numero non è valido: scriverlo con il prefisso.')
    }
    if (entry.point !== undefined && !isPoint(draft, entry.point)) say([...path, 'point'], noSuchPoint)
    const known = held.associations.find(({ name }) => name === entry.name)
    if (known && !known.active) say([...path, 'name'], 'Questa associazione è stata chiusa: va tolta dal file.')
  }
}

function checkOperators({ draft, held, say }: Judging): void {
  const operators = placed<OperatorEntry>(draft.operators, 'operators')
  const emails = named(operators, 'email').map(({ value, path }) => ({ value: keptEmail(value), path }))
  refuseRepeats(emails, say, 'Un altro operatore ha già questa e-mail.')
  for (const { entry, path } of operators) {
    if (entry.phone && !ringable(entry.phone)) say([...path, 'phone'], notRingable)
    const points = each(entry.points, [...path, 'points'])
    refuseRepeats(points, say, 'Questo punto è già nell’elenco.')
    for (const { value, path: at } of points) if (!isPoint(draft, value)) say(at, noSuchPoint)
    // The region sees every point without being of one.
    if (entry.role && entry.role !== 'regionalAdmin' && !entry.points?.length) {
      say([...path, 'points'], 'Indicare almeno un punto in cui lavora.')
    }
    const known = held.operators.find(({ email }) => entry.email && email === keptEmail(entry.email))
    if (known && !known.active) say([...path, 'email'], 'Questo accesso è stato chiuso: va tolto dal file.')
  }
}

const isPoint = (draft: Draft<NetworkFile>, name: string): boolean =>
  draft.points?.some((point) => point?.name === name) ?? false

const named = <K extends string>(
  entries: readonly { entry: { readonly [key in K]?: string | null | undefined }; path: FilePath }[],
  key: K,
) =>
  entries.flatMap(({ entry, path }) => {
    const value = entry[key]
    return value === undefined || value === null ? [] : [{ value, path: [...path, key] }]
  })

function checkComune(held: HeldNetwork, today: IsoDate, say: Say, text: string, path: FilePath): void {
  const comune = comuneCalled(text, held.comuni)
  if (!comune) say(path, 'Questo Comune non è in elenco: scrivere il nome esatto o il codice ISTAT di sei cifre.')
  else if (comune.validTo !== null && comune.validTo <= today)
    say(path, 'Questo Comune non esiste più: scrivere quello nuovo.')
}
