import { registerEntryKindNames } from '../../helpline/dispatch/volunteers/volunteer-register.ts'
import { safeCsvLine, UTF8_MARK } from './csv-lines.ts'
import type { PrintedRegister } from './volunteer-register-pdf.ts'

const headings = [
  ...['Numero', 'Scritta il', 'Che cosa', 'Cognome', 'Nome', 'Codice fiscale', 'Nato il', 'Nato a'],
  ...['Residenza', 'Dal', 'Al', 'Impronta'],
]

export const volunteerRegisterCsv = ({ entries }: PrintedRegister): string =>
  UTF8_MARK +
  [
    headings,
    ...entries.map(({ number, at, kind, content, hash }) => [
      ...[String(number), at.toISOString(), registerEntryKindNames[kind], content.lastName, content.firstName],
      ...[content.fiscalCode, content.birthDate, content.birthPlace, content.residence, content.startedOn],
      ...[content.endedOn, hash],
    ]),
  ]
    .map((cells) => safeCsvLine(cells.map((cell) => cell ?? '')))
    .join('')
