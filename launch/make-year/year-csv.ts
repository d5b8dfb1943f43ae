import { once } from 'node:events'
import { createWriteStream, mkdirSync } from 'node:fs'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { csvLine, UTF8_MARK } from '../../adapters/documents/csv-lines.ts'
import * as kinds from '../../helpline/contacts/kinds.ts'
import { serviceOutcomeNames } from '../../helpline/dispatch/service-states.ts'
import { importColumns } from '../../helpline/imports/import-columns.ts'
import { vehicleOwnershipNames } from '../../helpline/imports/import-rows.ts'
import * as profile from '../../helpline/people/profile.ts'
import { kindOfPart, sizeOf, type YearPart, type YearScene, yearParts, yearRows } from './year-rows.ts'

const fileNames: Record<YearPart, string> = {
  person: '1-assistiti.csv',
  volunteer: '2-volontari.csv',
  vehicle: '3-automezzi.csv',
  inbound: '4-contatti-in-entrata.csv',
  request: '5-richieste.csv',
  service: '6-servizi.csv',
  outbound: '7-contatti-in-uscita.csv',
}
const LINES_TOGETHER = 2_000

/** The Italian word of a value, by its column. */
const names: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sex: profile.sexNames,
  alreadyHelpedBy: profile.alreadyHelpedByNames,
  mobility: profile.mobilityNames,
  ownership: vehicleOwnershipNames,
  direction: { inbound: 'entrata', outbound: 'uscita' },
  provenance: kinds.provenanceNames,
  purpose: kinds.outboundPurposeNames,
  callerType: kinds.callerTypeNames,
  kind: { information: 'informazione', help: 'aiuto' },
  informationKind: kinds.informationKindNames,
  helpKind: kinds.helpKindNames,
  skills: kinds.helpKindNames,
  state: kinds.requestStateNames,
  unmetCause: kinds.unmetCauseNames,
  fulfilledBy: kinds.fulfilledByNames,
  destination: kinds.destinationKindNames,
  ending: { ...serviceOutcomeNames, unmet: 'non coperto', cancelled: 'annullato' },
}

function cellOf(key: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map((each) => cellOf(key, each)).join(' | ')
  if (typeof value === 'boolean') return value ? 'sì' : 'no'
  const text = String(value)
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  return date ? `${date[3]}/${date[2]}/${date[1]}` : (names[key]?.[text] ?? text)
}

/** Writes the year as the files an import takes, a few thousand lines at a time. */
export async function writeYearCsv(
  scene: YearScene,
  folder: string,
  progress: (file: string, done: number, total: number) => void,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const files: string[] = []
  for (const part of yearParts) {
    const file = path.join(folder, fileNames[part])
    const columns = importColumns[kindOfPart(part)]
    const out = createWriteStream(file)
    let lines = UTF8_MARK + csvLine(columns.map(({ title }) => title))
    let done = 0
    for (const row of yearRows(scene, part)) {
      const values = row as unknown as Record<string, unknown>
      lines += csvLine(columns.map(({ key }) => cellOf(key, values[key])))
      if (++done % LINES_TOGETHER > 0) continue
      if (!out.write(lines)) await once(out, 'drain')
      lines = ''
      progress(fileNames[part], done, sizeOf(scene, part))
    }
    out.end(lines)
    await finished(out)
    files.push(file)
  }
  return files
}
