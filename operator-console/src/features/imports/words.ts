import type { ImportKind } from '../../../../helpline/imports/import-kinds.ts'
import { formatCount } from '../../formats.ts'

const rows = (count: number): string => (count === 1 ? '1 riga' : `${formatCount(count)} righe`)

export const words = {
  title: 'Caricamenti',
  intro:
    'Qui si porta dentro il passato: file CSV di assistiti, volontari, automezzi, contatti, richieste e servizi. Ogni riga è controllata; quelle giuste entrano, le altre sono elencate con la colonna e il perché.',
  newTitle: 'Carica un file',
  file: 'File CSV',
  fileHint: 'Al massimo 80 MB. Il genere si capisce dalle intestazioni.',
  source: 'Archivio da cui viene',
  sourceHint:
    'I codici valgono dentro il loro archivio: lo stesso nome ogni volta che il file viene dallo stesso posto.',
  upload: 'Carica',
  uploading: 'Il file sta arrivando',
  fileMissing: 'Scelga un file.',
  order: 'Prima assistiti, volontari e automezzi; poi contatti in entrata, richieste, servizi, contatti in uscita.',
  samples: 'File d’esempio, con tutte le colonne:',
  listTitle: 'Gli ultimi caricamenti',
  none: 'Non è ancora stato caricato nessun file.',
  kind: 'Genere',
  when: 'Quando',
  who: 'Chi',
  fromTerminal: 'dal terminale',
  archive: 'Archivio',
  added: 'Aggiunte',
  unchanged: 'Già presenti',
  refused: 'Rifiutate',
  removed: 'Tolte',
  rows,
  progress: 'Avanzamento',
  open: 'Apri',
  backToList: 'Torna ai caricamenti',
  refusalsTitle: 'Righe rifiutate',
  refusalsList: 'Elenco delle righe rifiutate',
  line: 'Riga',
  column: 'Colonna',
  reason: 'Perché',
  wholeRow: 'tutta la riga',
  firstShown: (shown: number) => `Qui sotto le prime ${formatCount(shown)}: nel file ci sono tutte.`,
  downloadRefusals: 'Scarica le righe rifiutate (CSV)',
  undo: 'Annulla il caricamento',
  still: 'Da un po’ questo caricamento non va avanti. Quello che ha già scritto è al sicuro.',
  resume: 'Riprendi da dove si è fermato',
  undoHint:
    'Toglie tutto ciò che questo file ha aggiunto, come se non fosse mai stato caricato. Quello che è stato scritto dopo resta.',
  undoSure: 'Sì, toglilo',
  undoNo: 'No, lascialo',
} as const

export const sampleNames: Record<ImportKind, string> = {
  person: 'Assistiti',
  volunteer: 'Volontari',
  vehicle: 'Automezzi',
  directoryEntry: 'Servizi del territorio',
  contact: 'Contatti',
  request: 'Richieste',
  service: 'Servizi',
}
