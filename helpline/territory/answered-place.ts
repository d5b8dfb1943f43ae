import { districtOf, type TelephoneDistrict, telephoneDistricts } from './telephone-districts.ts'

/** Where somebody says they call from, on the keypad: the five digits of the CAP, or a landline prefix. */
export type AnsweredPlace =
  | { readonly kind: 'district'; readonly prefixes: readonly [string]; readonly textItalian: string }
  /** A CAP of the province that may lie in any of these districts: their points ring together. */
  | { readonly kind: 'province'; readonly prefixes: readonly string[]; readonly textItalian: string }
  | { readonly kind: 'elsewhere'; readonly textItalian: string }
  | { readonly kind: 'unclear' }

interface CapRange {
  readonly from: number
  readonly to: number
}

/**
 * How the postal code is built: its first digits name the province. `prefixes` are the districts its comuni lie in, but for
 * those that hold one or two of them, the widest first.
 */
const provinces: readonly (CapRange & { name: string; prefixes: readonly string[] })[] = [
  { from: 20010, to: 20162, name: 'Milano', prefixes: ['02', '0331'] },
  { from: 20811, to: 20900, name: 'Monza e Brianza', prefixes: ['039', '0362', '02'] },
  { from: 21010, to: 21100, name: 'Varese', prefixes: ['0332', '0331', '02'] },
  { from: 22010, to: 22100, name: 'Como', prefixes: ['031', '0344', '02', '0331'] },
  { from: 23010, to: 23100, name: 'Sondrio', prefixes: ['0342', '0343'] },
  { from: 23801, to: 23900, name: 'Lecco', prefixes: ['0341', '039', '031'] },
  { from: 24010, to: 24129, name: 'Bergamo', prefixes: ['035', '0345', '0363', '0346'] },
  { from: 25010, to: 25136, name: 'Brescia', prefixes: ['030', '0364', '0365'] },
  { from: 26010, to: 26100, name: 'Cremona', prefixes: ['0373', '0372', '0375', '0374'] },
  { from: 26811, to: 26900, name: 'Lodi', prefixes: ['0371', '0377', '02'] },
  { from: 27010, to: 27100, name: 'Pavia', prefixes: ['0382', '0383', '0384', '0385', '0381'] },
  { from: 46010, to: 46100, name: 'Mantova', prefixes: ['0376', '0386', '0375'] },
]

/** The CAP of the towns the districts are named after: of these the district is certain. */
const towns: readonly (CapRange & { prefix: TelephoneDistrict['prefix'] })[] = [
  { from: 20121, to: 20162, prefix: '02' },
  { from: 25121, to: 25136, prefix: '030' },
  { from: 22100, to: 22100, prefix: '031' },
  { from: 21052, to: 21052, prefix: '0331' },
  { from: 21100, to: 21100, prefix: '0332' },
  { from: 23900, to: 23900, prefix: '0341' },
  { from: 23100, to: 23100, prefix: '0342' },
  { from: 23022, to: 23022, prefix: '0343' },
  { from: 22017, to: 22017, prefix: '0344' },
  { from: 24016, to: 24016, prefix: '0345' },
  { from: 24023, to: 24023, prefix: '0346' },
  { from: 24121, to: 24129, prefix: '035' },
  { from: 20831, to: 20831, prefix: '0362' },
  { from: 24047, to: 24047, prefix: '0363' },
  { from: 25043, to: 25043, prefix: '0364' },
  { from: 25087, to: 25087, prefix: '0365' },
  { from: 26900, to: 26900, prefix: '0371' },
  { from: 26100, to: 26100, prefix: '0372' },
  { from: 26013, to: 26013, prefix: '0373' },
  { from: 26015, to: 26015, prefix: '0374' },
  { from: 26041, to: 26041, prefix: '0375' },
  { from: 46100, to: 46100, prefix: '0376' },
  { from: 26845, to: 26845, prefix: '0377' },
  { from: 27029, to: 27029, prefix: '0381' },
  { from: 27100, to: 27100, prefix: '0382' },
  { from: 27058, to: 27058, prefix: '0383' },
  { from: 27036, to: 27036, prefix: '0384' },
  { from: 27049, to: 27049, prefix: '0385' },
  { from: 46035, to: 46035, prefix: '0386' },
  { from: 20900, to: 20900, prefix: '039' },
]

const LOWEST_CAP = 10
const HIGHEST_CAP = 98_168

const byPrefix: ReadonlyMap<string, TelephoneDistrict> = new Map(telephoneDistricts.map((each) => [each.prefix, each]))
const asCap = (cap: number): string => String(cap).padStart(5, '0')

/** Every CAP of the town a district is named after, as it is written. */
export function capsOfTown(prefix: string): string[] {
  const town = towns.find((each) => each.prefix === prefix)
  return town ? Array.from({ length: town.to - town.from + 1 }, (_, index) => asCap(town.from + index)) : []
}

const inDistrict = (said: string, { prefix, name }: TelephoneDistrict): AnsweredPlace => ({
  kind: 'district',
  prefixes: [prefix],
  textItalian: `${said}: distretto di ${name}.`,
})

function placeOfCap(digits: string): AnsweredPlace {
  const cap = Number(digits)
  const holds = ({ from, to }: CapRange) => from <= cap && cap <= to
  const said = `Ha scritto il CAP ${digits}`
  const town = byPrefix.get(towns.find(holds)?.prefix ?? '')
  if (town) return inDistrict(said, town)
  const province = provinces.find(holds)
  if (province) {
    const { name, prefixes } = province
    return { kind: 'province', prefixes, textItalian: `${said}: provincia di ${name}.` }
  }
  if (cap < LOWEST_CAP || cap > HIGHEST_CAP) return { kind: 'unclear' }
  // What is left in the tens of Lombardy belongs to nobody: a slip of the finger, asked again.
  if (provinces.some(({ from }) => digits.startsWith(asCap(from).slice(0, 2)))) return { kind: 'unclear' }
  return { kind: 'elsewhere', textItalian: `${said}: fuori dalla Lombardia.` }
}

/** Five digits are a CAP, so that 02100 is Rieti and not Milano; anything else is a prefix, or begins with one. */
export function placeOfDigits(keyed: string): AnsweredPlace {
  const digits = keyed.replace(/\D/g, '')
  if (digits.length === 5) return placeOfCap(digits)
  const said = (prefix: string) => `Ha scritto il prefisso ${prefix}`
  const spoken = byPrefix.get(`0${digits}`)
  if (spoken) return inDistrict(said(spoken.prefix), spoken)
  const district = districtOf(`+39${digits}`)
  if (district) return inDistrict(said(district.prefix), district)
  // 06 is Roma; the others outside Lombardy have three or four digits.
  if (/^06|^0[1-9]\d/.test(digits)) {
    return { kind: 'elsewhere', textItalian: 'Ha scritto un prefisso fuori dalla Lombardia.' }
  }
  return { kind: 'unclear' }
}
