import type { MonthPlace, RepetitionEnd, RepetitionKind } from '../../../../helpline/contacts/written-repetition.ts'

export const seriesWords = {
  repeats: 'Si ripete',
  title: 'Come si ripete',
  kind: 'Ogni quanto',
  kinds: {
    daily: 'tutti i giorni',
    weekly: 'certi giorni della settimana',
    monthly: 'una volta al mese',
  } satisfies Record<RepetitionKind, string>,
  weekdays: 'In quali giorni',
  everyWeeks: 'Ogni quante settimane',
  everyWeeksHint: '1 per ogni settimana, 2 per una sì e una no',
  place: 'Quale del mese',
  places: { '1': 'il primo', '2': 'il secondo', '3': 'il terzo', '4': 'il quarto', '-1': 'l’ultimo' } satisfies Record<
    `${MonthPlace}`,
    string
  >,
  weekday: 'Giorno',
  ends: 'Fino a quando',
  endNames: {
    on: 'fino a un giorno',
    times: 'per un certo numero di volte',
    never: 'finché qualcuno non lo ferma',
  } satisfies Record<RepetitionEnd, string>,
  endsOn: 'Ultimo giorno',
  times: 'Quante volte',
  skipHolidays: 'Non nei giorni festivi',
  needsMoment: 'Prima scriva per quando serve la prima volta.',
  days: 'Le prossime date',
  skipped: (reason: string) => `no: ${reason}`,
  leaveOut: 'Togli',
  leaveOutDay: (day: string) => `Togli ${day}`,
  putBack: 'Rimetti',
  putBackDay: (day: string) => `Rimetti ${day}`,
  more: (count: number) => (count === 1 ? 'e un’altra data' : `e altre ${count} date`),
  incomplete: (sentences: readonly string[]) => `La ripetizione non è completa. ${sentences.join(' ')}`,
  open: 'Apri il ciclo',
} as const
