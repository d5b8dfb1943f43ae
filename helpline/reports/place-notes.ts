import type { ReportNames } from './report-names.ts'

export type PlaceKind = 'comune' | 'province' | 'ambito' | 'asl2013' | 'ats'

const names: Record<Exclude<PlaceKind, 'comune'>, { the: string; isThat: string }> = {
  province: { the: 'la provincia', isThat: 'La provincia è quella' },
  ambito: { the: 'l’ambito', isThat: 'L’ambito è quello' },
  asl2013: { the: 'l’ASL', isThat: 'L’ASL è quella' },
  ats: { the: 'l’ATS', isThat: 'L’ATS è quella' },
}

const HOME = 'Ciascuno conta dove risultava abitare alla data di questi dati, anche se nel periodo abitava altrove.'

/** Where some comuni are in no set because nobody knows: those of them are in the row "non noto". */
export function partialNote({ sets }: Pick<ReportNames, 'sets'>, kind: PlaceKind): string | undefined {
  if (kind === 'comune' || !sets.some((set) => set.kind === kind && set.isInForce && set.isPartial)) return undefined
  return `Di alcuni comuni non si conosce ${names[kind].the}: stanno in «non noto».`
}

/** What stands under a table of people by where they live. */
export function homeNote(of: Pick<ReportNames, 'sets'>, kind: PlaceKind): string {
  const set = kind === 'comune' ? undefined : `${names[kind].isThat} del comune nell’ultimo giorno del periodo.`
  return [HOME, set, partialNote(of, kind)].filter(Boolean).join(' ')
}
