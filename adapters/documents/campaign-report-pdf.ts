import type { Content } from 'pdfmake'
import { campaignWayNames } from '../../helpline/messages/active/campaign-records.ts'
import type { CampaignPaper } from '../../helpline/reports/campaign-report.ts'
import { HIDDEN, printedNumber } from '../../helpline/reports/report-lines.ts'
import { formatRomeDateWithYear, formatRomeTime } from '../../helpline/territory/rome-time.ts'
import { headlineBlock, printPdf } from './pdf-parts.ts'

const notes = [
  'Ogni persona dell’elenco è contata una volta sola. Le righe, tolte la prima e l’ultima, sommano al totale.',
  'I numeri da 1 a 4, e quelli che li farebbero capire, non sono scritti: al loro posto c’è un asterisco. Lo zero non dice niente di nessuno.',
  'Nessun nome, indirizzo o numero di telefono esce da questo rapporto.',
]

/** For whoever asked for the campaign. The same paper always makes the same bytes. */
export function campaignReportPdf(paper: CampaignPaper, printedAt: Date): Promise<Buffer> {
  const { name, kind, requestedBy, legalBasis, startedAt, endedAt, rows } = paper
  const facts: [string, string | null][] = [
    ['Chiesta da', requestedBy],
    ['Fatta da', paper.carriedOutBy],
    ['Per che cosa', kind],
    ['Come', campaignWayNames[paper.way]],
    ['Cominciata', startedAt && formatRomeDateWithYear(startedAt)],
    ['Finita', endedAt ? formatRomeDateWithYear(endedAt) : 'è ancora in corso'],
    ['Base giuridica dell’elenco', legalBasis],
  ]
  const moment = `situazione di ${formatRomeDateWithYear(printedAt)}, ore ${formatRomeTime(printedAt)}`
  return printPdf({
    line: `Filo d’Argento · Campagna «${name}»`,
    moment,
    createdAt: printedAt,
    content: [
      { text: 'Filo d’Argento', fontSize: 11 },
      { text: name, fontSize: 20, bold: true },
      { text: 'Rapporto della campagna', fontSize: 14, margin: [0, 2, 0, 8] },
      ...facts.flatMap(([label, text]): Content[] =>
        text ? [{ text: [{ text: `${label}: `, bold: true }, text], margin: [0, 0, 0, 2] }] : [],
      ),
      { text: `È la ${moment}.`, margin: [0, 6, 0, 12] },
      headlineBlock({
        title: 'Che cosa ne è stato',
        lines: rows.map(({ name: label, count }) => ({
          label,
          text: count === null ? HIDDEN : printedNumber(count).text,
        })),
      }),
      { ul: [...notes], fontSize: 9 },
    ],
  })
}
