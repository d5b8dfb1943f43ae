// The telephones of the demo: invented numbers that ring only on the simulator's page.

export interface DemoTelephone {
  number: string
  label: string
  kind: 'landline' | 'mobile'
  whatsApp?: boolean
}

export const demoDeskPhone = '+390372900001'
export const secondDeskPhone = '+390372900002'
export const demoCallCentrePhone = '+390280010900'
export const rosaPhone = '+390372900101'
export const rosaDaughterPhone = '+393292000101'

/** The volunteers of Cremona have the first numbers. */
export const volunteerPhone = (index: number): string => `+39329100${String(index).padStart(4, '0')}`

export const demoVolunteersOfCremona = [
  ['Franco', 'Mazzolari'],
  ['Teresa', 'Ghisolfi'],
  ['Aldo', 'Priori'],
  ['Marisa', 'Bonetti'],
  ['Sergio', 'Feraboli'],
  ['Ines', 'Galli'],
] as const
/** Sergio, who is written to on WhatsApp. */
export const whatsAppVolunteerOfCremona = 4

export const demoTelephones: readonly DemoTelephone[] = [
  { number: rosaPhone, label: 'Rosa Bianchi, casa (Cremona)', kind: 'landline' },
  { number: '+390372900777', label: 'Telefono fisso di Cremona mai visto', kind: 'landline' },
  { number: '+393292000900', label: 'Cellulare che nessuno conosce', kind: 'mobile' },
  { number: demoDeskPhone, label: 'Punto di Cremona, scrivania 1', kind: 'landline' },
  { number: secondDeskPhone, label: 'Punto di Cremona, scrivania 2', kind: 'landline' },
  { number: demoCallCentrePhone, label: 'Call centre nazionale', kind: 'landline' },
  ...demoVolunteersOfCremona.map(([firstName, lastName], index) => ({
    number: volunteerPhone(index),
    label: `${firstName} ${lastName}, volontario`,
    kind: 'mobile' as const,
    whatsApp: index === whatsAppVolunteerOfCremona,
  })),
  { number: rosaDaughterPhone, label: 'Anna, figlia di Rosa', kind: 'mobile', whatsApp: true },
]
