import { EVERYWHERE } from '../directory/directory-records.ts'
import type { DirectoryEntryImport, Finding } from './import-rows.ts'
import { comuneOf, type Readied, readied, refuseLater, type Scene } from './ready-cards.ts'
import type { ReadyDirectoryEntry } from './ready-rows.ts'

const unknownPlace = 'Uno dei posti non è né un Comune né la sigla di una provincia.'

function placeCode(name: string, { ground }: Scene): string | undefined {
  if (/^(ovunque|\*)$/i.test(name)) return EVERYWHERE
  const sigla = name.toUpperCase()
  if (ground.isProvince(sigla)) return sigla
  const comune = ground.comune(name, undefined)
  return comune === 'ambiguous' ? undefined : comune
}

/** An entry belongs to no point: whoever may bring files in may bring it. */
export function readyDirectoryEntry(row: DirectoryEntryImport, scene: Scene): Readied<ReadyDirectoryEntry> {
  const findings: Finding[] = []
  const comuneIstatCode = comuneOf(row, scene, findings)
  const served = (row.served ?? []).map((name) => placeCode(name, scene))
  if (served.includes(undefined)) findings.push({ column: 'served', reason: unknownPlace })
  refuseLater(row.lastCheckedOn, 'lastCheckedOn', scene, findings)
  return readied(findings, () => ({
    id: scene.newId(),
    name: row.name,
    informationKinds: row.informationKinds,
    description: row.description,
    forWhom: row.forWhom ?? null,
    address: row.address ?? null,
    comuneIstatCode,
    served: [...new Set(served.filter((code) => code !== undefined))],
    phone: row.phone ?? null,
    openingTimes: row.openingTimes ?? null,
    howToReach: row.howToReach ?? null,
    lastCheckedOn: row.lastCheckedOn ?? null,
  }))
}
