import { z } from 'zod'
import {
  type ContactDirection,
  callerTypeNames,
  destinationKindNames,
  fulfilledByNames,
  helpKindNames,
  type InformationKind,
  informationKindNames,
  outboundPurposeNames,
  provenanceNames,
  type RequestKind,
  requestStateNames,
  unmetCauseNames,
} from '../helpline/contacts/kinds.ts'
import { serviceOutcomeNames } from '../helpline/dispatch/service-states.ts'
import type { ImportKind } from '../helpline/imports/import-kinds.ts'
import {
  type Finding,
  type ImportRow,
  type ImportRowTypes,
  type ServiceEnding,
  vehicleOwnershipNames,
} from '../helpline/imports/import-rows.ts'
import {
  readFiscalCode,
  readItalianDate,
  readItalianTime,
  readWholeNumber,
  readYesOrNo,
} from '../helpline/imports/italian-cells.ts'
import { nameFinder } from '../helpline/imports/plain-name.ts'
import { alreadyHelpedByNames, mobilityNames, sexNames } from '../helpline/people/profile.ts'
import { isReachable, parsePhoneNumber } from '../helpline/territory/phone-numbers.ts'

// An import row as it comes from the file: text in every cell, and undefined where the cell is empty.

const MISSING = 'Questo dato serve.'

const cell = <T>(reader: (text: string) => T | undefined, sentence: string) =>
  z.string(MISSING).transform((text, context): T => {
    const value = reader(text)
    if (value !== undefined) return value
    context.issues.push({ code: 'custom', message: sentence, input: text })
    return z.NEVER
  })

/** A list by its Italian names, with the other words people use for the same things. */
function named<V extends string>(names: Record<V, string>, others: Readonly<Record<string, V>> = {}) {
  const all = Object.entries(names) as [V, string][]
  const find = nameFinder([...all.map(([value, name]) => [name, value] as const), ...Object.entries(others)])
  return cell(find, `Scriva uno di questi: ${all.map(([, name]) => name).join(', ')}.`)
}

const text = (most: number) =>
  z
    .string(MISSING)
    .max(most, `Al massimo ${most} caratteri.`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what the database cannot keep
    .regex(/^[^\u0000]*$/, 'Contiene un carattere che non si può scrivere.')
const code = text(60)
const name = text(100)
const long = text(4000)
const day = cell(readItalianDate, 'Non è una data: scriva per esempio 12/03/2013.')
const time = cell(readItalianTime, 'Non è un’ora: scriva per esempio 9.30.')
const yesOrNo = cell(readYesOrNo, 'Scriva sì o no.')
const fiscalCode = cell(readFiscalCode, 'Non è un codice fiscale.')
const phone = cell((typed) => {
  const parsed = parsePhoneNumber(typed)
  return isReachable(parsed) ? parsed.e164 : undefined
}, 'Non è un numero di telefono.')
const whole = (from: number, to: number) =>
  cell((typed) => {
    const value = readWholeNumber(typed)
    return value !== undefined && value >= from && value <= to ? value : undefined
  }, `Scriva un numero intero da ${from} a ${to}.`)

const sex = named(sexNames, { f: 'female', femmina: 'female', m: 'male', maschio: 'male' })
const direction = named<ContactDirection>(
  { inbound: 'in entrata', outbound: 'in uscita' },
  { entrata: 'inbound', uscita: 'outbound' },
)
const purpose = named(outboundPurposeNames, { assistito: 'toAssistedPerson', organizzare: 'toOrganise' })
const requestKind = named<RequestKind>(
  { information: 'informazione', help: 'aiuto' },
  { "richiesta d'informazione": 'information', "richiesta d'aiuto": 'help' },
)
const unmetCause = named(unmetCauseNames, { 'trasporto sanitario': 'medicalTransport' })
const fulfilledBy = named(fulfilledByNames, { partner: 'partner', comune: 'municipality', 'altro ente': 'otherBody' })
const destination = named(destinationKindNames, {
  'centro diurno': 'dayCentre',
  'struttura per disabili': 'dayCentre',
  ospedale: 'publicHospital',
})
const ending = named<ServiceEnding>(
  { ...serviceOutcomeNames, unmet: 'non coperto', cancelled: 'annullato' },
  { assente: 'noShow', 'non si è presentato': 'noShow' },
)
const helpKindNamed = nameFinder(
  (Object.entries(helpKindNames) as [keyof typeof helpKindNames, string][]).map(
    ([value, label]) => [label, value] as const,
  ),
)

/** Several of one list in one cell. */
const several = <V extends string>(find: (text: string) => V | undefined, sentence: string) =>
  cell((typed) => {
    const found = typed.split('|').map((each) => find(each.trim()))
    return found.some((each) => each === undefined) ? undefined : [...new Set(found as V[])]
  }, sentence)
const informationKindNamed = nameFinder(
  (Object.entries(informationKindNames) as [InformationKind, string][]).map(
    ([value, label]) => [label, value] as const,
  ),
)

const schemas = {
  person: z.object({
    code,
    firstName: name,
    lastName: name,
    nickname: name.optional(),
    fiscalCode: fiscalCode.optional(),
    birthDate: day.optional(),
    sex: sex.optional(),
    livesAlone: yesOrNo.optional(),
    comune: name.optional(),
    province: name.optional(),
    address: text(200).optional(),
    phone: phone.optional(),
    secondPhone: phone.optional(),
    point: text(200).optional(),
    association: text(200).optional(),
    alreadyHelpedBy: named(alreadyHelpedByNames).optional(),
    member: yesOrNo.optional(),
    mobility: named(mobilityNames).optional(),
    hardOfHearing: yesOrNo.optional(),
    consent: yesOrNo.optional(),
    notes: long.optional(),
  }),
  volunteer: z.object({
    code,
    firstName: name,
    lastName: name,
    fiscalCode: fiscalCode.optional(),
    birthDate: day.optional(),
    association: text(200),
    comune: name.optional(),
    province: name.optional(),
    phone,
    startedOn: day,
    endedOn: day.optional(),
    occasional: yesOrNo.optional(),
    wheelchairTrained: yesOrNo.optional(),
    licenceUntil: day.optional(),
    insuredUntil: day.optional(),
    skills: several(helpKindNamed, 'Scriva i tipi d’aiuto separati da una barra verticale.').optional(),
  }),
  vehicle: z.object({
    code,
    plate: text(12).transform((plate) => plate.toUpperCase().replaceAll(/\s/g, '')),
    name: name.optional(),
    association: text(200),
    ownership: named(vehicleOwnershipNames, { 'in comodato': 'onLoan', 'di proprietà': 'owned' }),
    lender: text(200).optional(),
    loanUntil: day.optional(),
    seats: whole(1, 60),
    wheelchairPlaces: whole(0, 60).optional(),
    insuredUntil: day.optional(),
    inspectedUntil: day.optional(),
    odometerKm: whole(0, 5_000_000).optional(),
  }),
  directoryEntry: z.object({
    code,
    name: text(200),
    informationKinds: several(
      informationKindNamed,
      `Scriva uno o più di questi, separati da una barra verticale: ${Object.values(informationKindNames).join(', ')}.`,
    ),
    description: long,
    forWhom: text(200).optional(),
    address: text(200).optional(),
    comune: name.optional(),
    province: name.optional(),
    served: several((typed) => typed || undefined, 'Scriva i posti separati da una barra verticale.').optional(),
    phone: text(200).optional(),
    openingTimes: text(200).optional(),
    howToReach: long.optional(),
    lastCheckedOn: day.optional(),
  }),
  contact: z.object({
    code,
    direction,
    day,
    time: time.optional(),
    provenance: named(provenanceNames),
    purpose: purpose.optional(),
    point: text(200).optional(),
    association: text(200).optional(),
    person: code.optional(),
    callerType: named(callerTypeNames).optional(),
    callerName: name.optional(),
    callerPhone: phone.optional(),
    request: code.optional(),
    notes: long.optional(),
  }),
  request: z.object({
    code,
    contact: code,
    kind: requestKind,
    informationKind: named(informationKindNames).optional(),
    helpKind: named(helpKindNames).optional(),
    state: named(requestStateNames),
    unmetCause: unmetCause.optional(),
    fulfilledBy: fulfilledBy.optional(),
    answer: long.optional(),
    referredTo: text(200).optional(),
    urgent: yesOrNo.optional(),
    neededDay: day.optional(),
    neededTime: time.optional(),
    fromPlace: text(200).optional(),
    toPlace: text(200).optional(),
    facility: text(200).optional(),
    destination: destination.optional(),
    insideProvince: yesOrNo.optional(),
    notes: long.optional(),
  }),
  service: z.object({
    code,
    request: code,
    day,
    time,
    ending,
    endTime: time.optional(),
    minutes: whole(0, 1440).optional(),
    volunteer: code.optional(),
    vehicle: code.optional(),
    association: text(200).optional(),
    fulfilledBy: fulfilledBy.optional(),
    unmetCause: unmetCause.optional(),
    km: whole(0, 10_000).optional(),
    passengers: whole(0, 60).optional(),
    destination: destination.optional(),
    insideProvince: yesOrNo.optional(),
  }),
} satisfies { [K in ImportKind]: z.ZodType<ImportRowTypes[K]> }

/** What a row says, or what is wrong in which of its cells. */
export function readImportRow(
  kind: ImportKind,
  cells: Readonly<Record<string, string>>,
): { row: ImportRow } | { findings: Finding[] } {
  const parsed = schemas[kind].safeParse(cells)
  if (parsed.success) return { row: parsed.data }
  return {
    findings: parsed.error.issues.map(({ path, message }) => ({ column: String(path[0]), reason: message })),
  }
}
