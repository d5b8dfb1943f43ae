import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { Conflict } from '../../helpline/errors.ts'
import type { AnnexDoor } from '../../helpline/reports/accountability-reports.ts'
import type { CampaignPaper } from '../../helpline/reports/campaign-report.ts'
import type { DocumentDoor, ExportAudience, ExportFormat } from '../../helpline/reports/export-report.ts'
import { nothingHidden, smallNumbers } from '../../helpline/reports/export-small-numbers.ts'
import type { Report } from '../../helpline/reports/read-report.ts'
import type { DaySheetPaper } from './day-sheet-pdf.ts'
import type { DocumentOrder } from './document-printing.ts'
import { reportCsv, socialReportCsv } from './report-csv.ts'
import { volunteerRegisterCsv } from './volunteer-register-csv.ts'
import type { PrintedRegister } from './volunteer-register-pdf.ts'

export const mediaTypes: Record<ExportFormat, string> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
}

/** Of one document; a longer one fails by itself, and takes nothing down with it. */
const LARGEST_HEAP_MB = 160
const YOUNG_HEAP_MB = 16
const MOST_WAITING = 20

// As this file is: TypeScript while one develops, compiled in production.
const extension = path.extname(import.meta.url)
const entry = new URL(`./document-thread${extension}`, import.meta.url)
// A thread begins without the loader that reads TypeScript.
const source =
  extension === '.ts'
    ? `import('tsx/esm/api').then(({ tsImport }) => tsImport('${entry.href}', '${import.meta.url}'))`
    : null

/** In a thread of its own: laying out a long paper takes seconds, in which a server would answer no call. */
function printAside(order: DocumentOrder): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(source ?? entry, {
      eval: source !== null,
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: LARGEST_HEAP_MB, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`The thread of a document ended with ${code}.`)))
  })
}

let waiting = 0
let last: Promise<unknown> = Promise.resolve()

/** One at a time in each process. */
async function print(order: DocumentOrder): Promise<Uint8Array> {
  if (waiting >= MOST_WAITING) throw new Conflict('Ci sono già molti documenti in preparazione: riprovi fra un minuto.')
  waiting += 1
  const printing = last.then(() => printAside(order))
  last = printing.catch(() => undefined)
  try {
    return await printing
  } finally {
    waiting -= 1
  }
}

const csvOf = (report: Report, audience: ExportAudience): Uint8Array =>
  Buffer.from(reportCsv(report, audience === 'others' ? smallNumbers(report.figures) : nothingHidden), 'utf8')

export const documents: DocumentDoor & AnnexDoor = {
  makeReport: async (report, format, audience) =>
    format === 'csv'
      ? csvOf(report, audience)
      : print({ kind: 'report', report, agreement: null, annexes: null, format, audience }),
  makeSocialReport: async (social, format, audience) =>
    format === 'csv'
      ? Buffer.from(socialReportCsv(social, audience === 'others'), 'utf8')
      : print({ kind: 'socialReport', social, format, audience }),
  makeAnnex: (agreement, report, annexes, format) =>
    print({ kind: 'report', report, agreement, annexes, format, audience: 'others' }),
}

export const volunteerRegisterFile = async (
  register: PrintedRegister,
  format: 'pdf' | 'csv',
  printedAt: Date,
): Promise<Uint8Array> =>
  format === 'csv'
    ? Buffer.from(volunteerRegisterCsv(register), 'utf8')
    : print({ kind: 'volunteerRegister', register, printedAt })

export const daySheetsFile = (paper: DaySheetPaper, printedAt: Date): Promise<Uint8Array> =>
  print({ kind: 'daySheets', paper, printedAt })

export const campaignReportFile = (paper: CampaignPaper, printedAt: Date): Promise<Uint8Array> =>
  print({ kind: 'campaignReport', paper, printedAt })
