import { destinationKindNames, helpKindNames } from '../../helpline/contacts/kinds.ts'
import type { AnnexTables } from '../../helpline/reports/accountability-annexes.ts'
import type { WorkbookSheet } from './workbook.ts'

const dayCell = (day: string): Date => new Date(`${day}T00:00:00Z`)
const hours = (minutes: number | null): number | null => (minutes === null ? null : minutes / 60)
const sum = (numbers: readonly (number | null)[]): number => numbers.reduce<number>((all, each) => all + (each ?? 0), 0)

/** What goes with an accountability report: each service without a name, kilometres and hours, expenses. */
export function annexSheets({ services, worked, expenses }: AnnexTables): WorkbookSheet[] {
  return [
    {
      name: 'Elenco dei servizi',
      columns: [
        { title: 'Giorno' },
        { title: 'Servizio', width: 44 },
        { title: 'Assistito', width: 16 },
        { title: 'Comune', width: 24 },
        { title: 'Associazione', width: 28 },
        { title: 'Destinazione', width: 36 },
        { title: 'Chilometri' },
        { title: 'Ore', decimals: 1 },
      ],
      rows: services.map(({ day, helpKind, person, comune, association, destinationKind, km, minutes }) => [
        dayCell(day),
        helpKindNames[helpKind],
        person,
        comune,
        association,
        destinationKind && destinationKindNames[destinationKind],
        km,
        hours(minutes),
      ]),
    },
    {
      name: 'Chilometri e ore',
      columns: [
        { title: 'Associazione', width: 28 },
        { title: 'Servizio', width: 44 },
        { title: 'Servizi' },
        { title: 'Ore', decimals: 1 },
        { title: 'Chilometri' },
      ],
      rows: [
        ...worked.map(({ association, helpKind, services: count, minutes, km }) => [
          association,
          helpKindNames[helpKind],
          count,
          hours(minutes),
          km,
        ]),
        [
          'Totale',
          null,
          services.length,
          hours(sum(worked.map(({ minutes }) => minutes))),
          sum(worked.map(({ km }) => km)),
        ],
      ],
    },
    {
      name: 'Rimborsi spese',
      columns: [
        { title: 'Giorno' },
        { title: 'Volontario' },
        { title: 'Associazione', width: 28 },
        { title: 'Spesa', width: 44 },
        { title: 'Euro', decimals: 2 },
      ],
      rows: [
        ...expenses.map(({ day, volunteer, association, description, amountCents }) => [
          dayCell(day),
          volunteer,
          association,
          description,
          amountCents / 100,
        ]),
        ['Totale', null, null, null, sum(expenses.map(({ amountCents }) => amountCents)) / 100],
      ],
    },
  ]
}
