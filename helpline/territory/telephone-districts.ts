/** The Lombard districts. A prefix says where a landline is rung from; it routes a call and never places a person in a report. */
export const telephoneDistricts = [
  { prefix: '02', name: 'Milano' },
  { prefix: '030', name: 'Brescia' },
  { prefix: '031', name: 'Como' },
  { prefix: '0331', name: 'Busto Arsizio' },
  { prefix: '0332', name: 'Varese' },
  { prefix: '0341', name: 'Lecco' },
  { prefix: '0342', name: 'Sondrio' },
  { prefix: '0343', name: 'Chiavenna' },
  { prefix: '0344', name: 'Menaggio' },
  { prefix: '0345', name: 'San Pellegrino Terme' },
  { prefix: '0346', name: 'Clusone' },
  { prefix: '035', name: 'Bergamo' },
  { prefix: '0362', name: 'Seregno' },
  { prefix: '0363', name: 'Treviglio' },
  { prefix: '0364', name: 'Breno' },
  { prefix: '0365', name: 'Salò' },
  { prefix: '0371', name: 'Lodi' },
  { prefix: '0372', name: 'Cremona' },
  { prefix: '0373', name: 'Crema' },
  { prefix: '0374', name: 'Soresina' },
  { prefix: '0375', name: 'Casalmaggiore' },
  { prefix: '0376', name: 'Mantova' },
  { prefix: '0377', name: 'Codogno' },
  { prefix: '0381', name: 'Vigevano' },
  { prefix: '0382', name: 'Pavia' },
  { prefix: '0383', name: 'Voghera' },
  { prefix: '0384', name: 'Mortara' },
  { prefix: '0385', name: 'Stradella' },
  { prefix: '0386', name: 'Ostiglia' },
  { prefix: '039', name: 'Monza' },
] as const

export type TelephoneDistrict = (typeof telephoneDistricts)[number]
export type DistrictPrefix = TelephoneDistrict['prefix']

const byPrefix: ReadonlyMap<string, TelephoneDistrict> = new Map(telephoneDistricts.map((each) => [each.prefix, each]))

/** The district of an Italian landline, longest prefix first; undefined for mobiles, other regions and other countries. */
export function districtOf(e164: string): TelephoneDistrict | undefined {
  if (!e164.startsWith('+390')) return undefined
  const national = e164.slice(3)
  for (let length = 4; length >= 2; length -= 1) {
    const district = byPrefix.get(national.slice(0, length))
    if (district) return district
  }
  return undefined
}
