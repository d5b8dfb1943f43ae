import type { CompanionPlanView } from '../../../contract/active.ts'
import { companionRhythmNames } from '../../../helpline/messages/active/companion-rhythm.ts'

export const weekdayNames = {
  1: 'lunedì',
  2: 'martedì',
  3: 'mercoledì',
  4: 'giovedì',
  5: 'venerdì',
  6: 'sabato',
  7: 'domenica',
} as const

export const words = {
  title: 'Telefonate di compagnia',
  none: 'Nessuno la chiama per compagnia.',
  add: 'Prometti telefonate di compagnia',
  change: 'Cambia',
  end: 'Basta telefonate',
  endReason: 'Perché finiscono',
  endSure: 'Sì, finiscono qui',
  cancel: 'Lascia com’era',
  save: 'Salva le telefonate',
  rhythm: 'Ogni quanto',
  everyDays: 'Ogni quanti giorni',
  weekday: 'Giorno preferito',
  dayPart: 'Quando preferisce',
  caller: 'Chi chiama',
  anybody: 'chi è di turno',
  nextCall: 'Prossima telefonata',
  nextCallHint: 'Per esempio «domani» o «3 dicembre». Vuoto: la scegliamo noi, in un giorno aperto.',
  pause: 'In pausa',
  pausedFrom: 'In pausa dal',
  pausedUntil: 'Fino al',
  pausedUntilHint: 'L’ultimo giorno di pausa. Vuoto: fino a nuovo avviso.',
  lastTime: 'L’ultima volta',
  ended: 'Finite',
  volunteer: (name: string) => `${name} (volontario)`,
  everyNDays: (days: number) => (days === 1 ? 'ogni giorno' : `ogni ${days} giorni`),
  from: (day: string) => `dal ${day}`,
  until: (day: string) => ` al ${day}`,
  // alarms
  alarms: (count: number) => (count === 0 ? 'Chi non risponde' : `Chi non risponde (${count})`),
  noAlarms: 'Nessun allarme: tutti hanno risposto.',
  twice: 'Due telefonate di compagnia di fila senza risposta.',
  callerWas: 'La chiama di solito',
  inform: 'Da informare',
  nobodyToInform: 'Sulla scheda nessuno è segnato come «da informare».',
  close: 'Chiudi l’allarme',
  closeOf: (name: string) => `Chiudi l’allarme di ${name}`,
  alarmSince: (moment: string) => `Da ${moment}`,
}

export const rhythmInWords = ({ rhythm, everyDays }: Pick<CompanionPlanView, 'rhythm' | 'everyDays'>): string =>
  rhythm === 'everyDays' ? words.everyNDays(everyDays) : companionRhythmNames[rhythm]
