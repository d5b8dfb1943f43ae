import type { Content } from 'pdfmake'
import type { AssociationRegister } from '../../helpline/dispatch/volunteers/association-register.ts'
import { type RegisterEntry, registerEntryKindNames } from '../../helpline/dispatch/volunteers/volunteer-register.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import { formatRomeDateWithYear, formatRomeTime, romeDate } from '../../helpline/territory/rome-time.ts'
import { printPdf } from './pdf-parts.ts'

export type PrintedRegister = Pick<AssociationRegister, 'association' | 'entries'>

const written = (day: string | null): string => (day ? day.split('-').reverse().join('/') : '')
const headings = ['N.', 'Scritta il', 'Che cosa', 'Volontario', 'Residenza', 'Dal', 'Al']

function row({ number, at, kind, content, hash }: RegisterEntry): Content[] {
  const born = [content.birthPlace, written(content.birthDate)].filter(Boolean).join(', ')
  return [
    { text: String(number), alignment: 'right' },
    `${written(romeDate(at))}\n${formatRomeTime(at)}`,
    { text: [registerEntryKindNames[kind], { text: `\n${hash.slice(0, 12)}`, fontSize: 6 }] },
    { text: [{ text: fullName(content), bold: true }, `\n${content.fiscalCode ?? born}`] },
    content.residence ?? '',
    written(content.startedOn),
    written(content.endedOn),
  ]
}

/** As the decree of 6 October 2021 wants it: every page and every entry numbered, with the day it was written. */
export function volunteerRegisterPdf({ association, entries }: PrintedRegister, printedAt: Date): Promise<Buffer> {
  const last = entries.at(-1)
  const moment = `stampato ${formatRomeDateWithYear(printedAt)} alle ${formatRomeTime(printedAt)}`
  return printPdf({
    line: `Registro dei volontari · ${association.name}`,
    moment,
    createdAt: printedAt,
    content: [
      { text: 'Registro dei volontari non occasionali', fontSize: 20, bold: true },
      { text: association.name, fontSize: 14, margin: [0, 2, 0, 8] },
      {
        text: 'Art. 17 del Codice del Terzo settore e decreto del 6 ottobre 2021. Le scritture sono numerate e datate, e non si possono cambiare né togliere: ognuna porta l’impronta di quella prima.',
        margin: [0, 0, 0, 10],
      },
      {
        table: {
          headerRows: 1,
          widths: [22, 48, 58, '*', '*', 48, 48],
          dontBreakRows: true,
          body: [headings.map((text) => ({ text, bold: true })), ...entries.map(row)],
        },
        layout: 'lightHorizontalLines',
        fontSize: 8,
      } as Content,
      {
        text: last
          ? `Scritture: ${entries.length}. Impronta dell’ultima: ${last.hash}`
          : 'Il registro non ha ancora scritture.',
        fontSize: 8,
        margin: [0, 10, 0, 0],
      },
    ],
  })
}
