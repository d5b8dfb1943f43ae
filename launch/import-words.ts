import type { ImportBatch } from '../helpline/imports/import-batch.ts'
import { importKindNames, importStateNames } from '../helpline/imports/import-kinds.ts'

const whole = new Intl.NumberFormat('it-IT', { useGrouping: 'always' })

/** How a batch ended, for whoever waits at the terminal. */
export function importedWords(batch: ImportBatch): string {
  const { fileName, kind, state } = batch
  if (state === 'refused') return `${fileName}: non è stato scritto niente. ${batch.problem}\n`
  const count = (rows: number, one: string, many: string) => `${whole.format(rows)} ${rows === 1 ? one : many}`
  const lines = [
    `${fileName} (${kind ? importKindNames[kind] : ''}): ${importStateNames[state]}.`,
    state === 'undone'
      ? `  ${count(batch.removed, 'riga tolta', 'righe tolte')}`
      : `  ${[
          count(batch.added, 'aggiunta', 'aggiunte'),
          count(batch.unchanged, 'già presente', 'già presenti'),
          count(batch.refused, 'rifiutata', 'rifiutate'),
        ].join(', ')}`,
  ]
  if (batch.problem) lines.push(`  ${batch.problem}`)
  if (state === 'done') lines.push(`  Per annullare: npm run import -- --undo ${batch.id}`)
  return `${lines.join('\n')}\n`
}
