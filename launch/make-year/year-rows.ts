import {
  callerTypes,
  type DestinationKind,
  fulfilledByKinds,
  helpKinds,
  informationKinds,
  provenances,
  type UnmetCause,
  unmetCauses,
} from '../../helpline/contacts/kinds.ts'
import type { ImportKind } from '../../helpline/imports/import-kinds.ts'
import type { ImportRowTypes, ServiceEnding } from '../../helpline/imports/import-rows.ts'
import type { AgeClass, Sex } from '../../helpline/people/profile.ts'
import { isoDateOf, type TimeOfDay } from '../../helpline/territory/rome-time.ts'
import { type Chance, chance } from '../../prisma/seed/chance.ts'
import { landline } from '../../prisma/seed/demo-network.ts'
import { firstNames, lastNames, streets } from '../../prisma/seed/names.ts'
import { failures } from './request-plan.ts'
import { slots } from './service-plan.ts'
import type { CastArea } from './year-cast.ts'
import type { YearPlan } from './year-plan.ts'
import { destinationKeys, yearAgeClasses, yearAlone, yearSexes } from './year-totals.ts'

// The rows of a planned year, in the words an import file would have. Each kind has its own chance: one can be made without the
// others, and is the same each time.

export type YearPart = Exclude<ImportKind, 'contact' | 'directoryEntry'> | 'inbound' | 'outbound'
export const yearParts = ['person', 'volunteer', 'vehicle', 'inbound', 'request', 'service', 'outbound'] as const
export const kindOfPart = (part: YearPart): ImportKind => (part === 'inbound' || part === 'outbound' ? 'contact' : part)

const ages: Record<AgeClass, readonly [number, number]> = {
  under65: [48, 64],
  from65to74: [65, 74],
  from75to79: [75, 79],
  from80to84: [80, 84],
  from85: [85, 99],
}
const PHONES_OF_A_PREFIX = 90_000

export interface YearScene {
  plan: YearPlan
  cast: readonly CastArea[]
  /** Tells this year's codes from those of another. */
  mark: string
}

export const yearMark = (plan: YearPlan): string => `${plan.totals.year}-${plan.seed}`
export const codeOf = (letter: string, { mark }: YearScene, index: number): string => `${letter}${mark}-${index + 1}`
/** The index a code of ours was made from. */
export const indexOf = (code: string): number => Number(code.slice(code.lastIndexOf('-') + 1)) - 1

const timeOf = (minute: number): TimeOfDay =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

const yesNo = (answer: (typeof yearAlone)[number]): boolean | undefined =>
  answer === 'unknown' ? undefined : answer === 'yes'

export function sizeOf({ plan }: YearScene, part: YearPart): number {
  const { totals } = plan
  const over = (work: (area: (typeof totals.areas)[number]) => number) =>
    totals.areas.reduce((sum, area) => sum + work(area), 0)
  if (part === 'person') return plan.people.count
  if (part === 'volunteer') return over(({ volunteers }) => volunteers)
  if (part === 'vehicle') return over(({ owned, onLoan }) => owned + onLoan)
  if (part === 'inbound') return plan.contacts.count
  if (part === 'outbound') return plan.outbound.count
  return part === 'request' ? plan.requests.count : plan.services.count
}

export function* yearRows(scene: YearScene, part: YearPart): Generator<ImportRowTypes[ImportKind]> {
  const dice = chance(scene.plan.seed * 31 + yearParts.indexOf(part))
  switch (part) {
    case 'person':
      for (let at = 0; at < scene.plan.people.count; at++) yield person(scene, at, dice)
      break
    case 'volunteer':
      yield* volunteers(scene, dice)
      break
    case 'vehicle':
      yield* vehicles(scene)
      break
    case 'inbound':
      for (let at = 0; at < scene.plan.contacts.count; at++) yield inbound(scene, at, dice)
      break
    case 'request':
      for (let at = 0; at < scene.plan.requests.count; at++) yield request(scene, at)
      break
    case 'service':
      for (let at = 0; at < scene.plan.services.count; at++) yield service(scene, at, dice)
      break
    case 'outbound':
      for (let at = 0; at < scene.plan.outbound.count; at++) yield outbound(scene, at)
      break
  }
}

function birthDate(ageClass: (typeof yearAgeClasses)[number], year: number, dice: Chance): string | undefined {
  if (ageClass === 'unknown') return undefined
  const [low, high] = ages[ageClass]
  return isoDateOf(year - dice.between(low, high), dice.between(1, 12), dice.between(1, 28))
}

function person(scene: YearScene, at: number, dice: Chance): ImportRowTypes['person'] {
  const { people, totals } = scene.plan
  const area = scene.cast[people.area[at] as number] as CastArea
  const sex = yearSexes[people.sex[at] as number] as Sex | 'unknown'
  const comune = dice.pick(area.comuni)
  return {
    code: codeOf('A', scene, at),
    lastName: dice.pick(lastNames),
    firstName: dice.pick(firstNames[sex === 'unknown' ? 'female' : sex]),
    birthDate: birthDate(yearAgeClasses[people.ageClass[at] as number] as AgeClass | 'unknown', totals.year, dice),
    sex: sex === 'unknown' ? undefined : sex,
    livesAlone: yesNo(yearAlone[people.livesAlone[at] as number] as (typeof yearAlone)[number]),
    comune: comune.name,
    province: comune.provinceSigla,
    address: `${dice.pick(streets)} ${dice.between(1, 120)}`,
    phone: landline(area.point.prefix, 10_000 + (at % (PHONES_OF_A_PREFIX - 1))),
    point: area.point.name,
    association: dice.pick(area.associations).name,
    alreadyHelpedBy: dice.weighted([
      ['family', 24],
      ['municipality', 4],
      ['privateCarer', 2],
      ['nobody', 70],
    ] as const),
    member: dice.happens(0.7),
    mobility: dice.weighted([
      ['walks', 60],
      ['aided', 30],
      ['wheelchair', 10],
    ] as const),
    consent: true,
  }
}

/** Volunteers of an area stand together, and are shared out among its associations. */
export const associationOf = (area: CastArea, volunteer: number) =>
  area.associations[volunteer % area.associations.length] as CastArea['associations'][number]

function* volunteers(scene: YearScene, dice: Chance): Generator<ImportRowTypes['volunteer']> {
  const { totals } = scene.plan
  let at = 0
  for (const [index, { volunteers: count }] of totals.areas.entries()) {
    const area = scene.cast[index] as CastArea
    for (let own = 0; own < count; own++) {
      const sex: Sex = dice.happens(0.55) ? 'male' : 'female'
      const comune = dice.pick(area.comuni)
      yield {
        code: codeOf('V', scene, at++),
        lastName: dice.pick(lastNames),
        firstName: dice.pick(firstNames[sex]),
        birthDate: isoDateOf(totals.year - dice.between(55, 78), dice.between(1, 12), dice.between(1, 28)),
        association: associationOf(area, own).name,
        comune: comune.name,
        province: comune.provinceSigla,
        phone: `+39329${String(2_000_000 + at)}`,
        startedOn: isoDateOf(totals.year - dice.between(1, 15), dice.between(1, 12), dice.between(1, 28)),
        wheelchairTrained: dice.happens(0.3),
        skills: ['transport', 'accompanying', dice.pick(helpKinds)].filter(
          (skill, place, all) => all.indexOf(skill) === place,
        ) as ImportRowTypes['volunteer']['skills'],
      }
    }
  }
}

function* vehicles(scene: YearScene): Generator<ImportRowTypes['vehicle']> {
  const { totals } = scene.plan
  let at = 0
  for (const [index, { owned, onLoan, equipped }] of totals.areas.entries()) {
    const area = scene.cast[index] as CastArea
    for (let own = 0; own < owned + onLoan; own++) {
      const isEquipped = own < equipped
      const isOnLoan = own >= owned
      yield {
        code: codeOf('M', scene, at),
        // No real plate has this form.
        plate: `A${String(totals.year).slice(2)}S${scene.plan.seed}N${at + 1}`,
        name: isEquipped ? 'Doblò attrezzato' : 'Panda bianca',
        association: associationOf(area, own).name,
        ownership: isOnLoan ? 'onLoan' : 'owned',
        lender: isOnLoan ? `Comune di ${area.comuni[0]?.name}` : undefined,
        seats: isEquipped ? 6 : 5,
        wheelchairPlaces: isEquipped ? 1 : 0,
        odometerKm: 20_000 + ((at * 7_919) % 150_000),
      }
      at++
    }
  }
}

function inbound(scene: YearScene, at: number, dice: Chance): ImportRowTypes['contact'] {
  const { contacts, days } = scene.plan
  const area = scene.cast[contacts.area[at] as number] as CastArea
  const provenance = provenances[contacts.provenance[at] as number] as (typeof provenances)[number]
  return {
    code: codeOf('C', scene, at),
    direction: 'inbound',
    day: days.dates[contacts.day[at] as number] as string,
    time: timeOf(contacts.minute[at] as number),
    provenance,
    point: area.point.name,
    association: provenance === 'tollFree' ? undefined : dice.pick(area.associations).name,
    person: codeOf('A', scene, contacts.person[at] as number),
    callerType: callerTypes[contacts.callerType[at] as number],
  }
}

const isUnmetCause = (failure: string): failure is UnmetCause => (unmetCauses as readonly string[]).includes(failure)

function request(scene: YearScene, at: number): ImportRowTypes['request'] {
  const { requests } = scene.plan
  const contact = codeOf('C', scene, requests.contact[at] as number)
  const kind = requests.kind[at] as number
  const base = { code: codeOf('R', scene, at), contact, fulfilledBy: undefined }
  if (!requests.isHelp[at]) {
    return {
      ...base,
      kind: 'information',
      informationKind: informationKinds[kind],
      state: 'solved',
      fulfilledBy: 'auser',
    }
  }
  const failure = failures[(requests.failure[at] as number) - 1]
  const unmetCause = failure !== undefined && isUnmetCause(failure) ? failure : undefined
  const state = failure === undefined ? 'solved' : unmetCause ? 'unmet' : 'withdrawn'
  return {
    ...base,
    kind: 'help',
    helpKind: helpKinds[kind],
    state,
    unmetCause,
    facility: facilityOf(scene, at),
    fulfilledBy: state === 'solved' ? 'auser' : undefined,
  }
}

/** Of the province, where all the rides of a request go there. */
function facilityOf({ plan, cast }: YearScene, at: number): string | undefined {
  const [kind, side] = destinationKeys[(plan.services.requestDestination[at] as number) - 1]?.split(' ') ?? []
  if (side !== 'inside') return undefined
  const area = cast[plan.contacts.area[plan.requests.contact[at] as number] as number] as CastArea
  const own = area.facilities.filter((facility) => facility.kind === kind)
  return own[at % own.length]?.name
}

/** The first volunteer, or vehicle, of each area among all of the year. */
function firstOf(scene: YearScene, count: (area: YearPlan['totals']['areas'][number]) => number): number[] {
  let sum = 0
  return scene.plan.totals.areas.map((area) => {
    const first = sum
    sum += count(area)
    return first
  })
}
const firsts = new WeakMap<YearScene, { volunteer: number[]; vehicle: number[] }>()
function firstsOf(scene: YearScene) {
  const held = firsts.get(scene)
  if (held) return held
  const made = {
    volunteer: firstOf(scene, ({ volunteers: count }) => count),
    vehicle: firstOf(scene, ({ owned, onLoan }) => owned + onLoan),
  }
  firsts.set(scene, made)
  return made
}

function service(scene: YearScene, at: number, dice: Chance): ImportRowTypes['service'] {
  const { services, requests, contacts, days } = scene.plan
  const of = services.request[at] as number
  const areaIndex = contacts.area[requests.contact[of] as number] as number
  const area = scene.cast[areaIndex] as CastArea
  const failure = failures[(requests.failure[of] as number) - 1]
  const slot = slots[services.slot[at] as number] as (typeof slots)[number]
  const volunteer = services.volunteer[at] as number
  const vehicle = services.vehicle[at] as number
  const destination = destinationKeys[(services.destination[at] as number) - 1]?.split(' ')
  const first = firstsOf(scene)
  const ending: ServiceEnding = failure === undefined ? 'done' : isUnmetCause(failure) ? 'unmet' : failure
  return {
    code: codeOf('S', scene, at),
    request: codeOf('R', scene, of),
    day: days.dates[services.day[at] as number] as string,
    time: slot.from,
    endTime: slot.until,
    ending,
    unmetCause: failure !== undefined && isUnmetCause(failure) ? failure : undefined,
    volunteer: volunteer ? codeOf('V', scene, (first.volunteer[areaIndex] as number) + volunteer - 1) : undefined,
    vehicle: vehicle ? codeOf('M', scene, (first.vehicle[areaIndex] as number) + vehicle - 1) : undefined,
    association: (volunteer ? associationOf(area, volunteer - 1) : dice.pick(area.associations)).name,
    fulfilledBy: ending === 'done' ? fulfilledByKinds[services.fulfilledBy[at] as number] : undefined,
    km: destination ? services.km[at] : undefined,
    minutes: ending === 'done' ? services.minutes[at] : undefined,
    passengers: destination ? 1 : undefined,
    destination: destination?.[0] as DestinationKind | undefined,
    insideProvince: destination && destination[1] === 'inside',
  }
}

function outbound(scene: YearScene, at: number): ImportRowTypes['contact'] {
  const { outbound: plan, requests, contacts, days } = scene.plan
  const of = plan.request[at] as number
  const contact = requests.contact[of] as number
  const isToPerson = plan.isToAssistedPerson[at] === 1
  const [begun, delay] = [contacts.day[contact] as number, plan.delay[at] as number]
  const isLater = delay > 0 && begun + delay < days.dates.length
  // On the same day it follows the contact it comes from.
  const minute = isLater
    ? (plan.minute[at] as number)
    : Math.min(24 * 60 - 1, (contacts.minute[contact] as number) + 20)
  return {
    code: codeOf('U', scene, at),
    direction: 'outbound',
    day: days.dates[isLater ? begun + delay : begun] as string,
    time: timeOf(minute),
    provenance: 'tollFree',
    purpose: isToPerson ? 'toAssistedPerson' : 'toOrganise',
    point: (scene.cast[contacts.area[contact] as number] as CastArea).point.name,
    person: isToPerson ? codeOf('A', scene, contacts.person[contact] as number) : undefined,
    request: codeOf('R', scene, of),
  }
}
