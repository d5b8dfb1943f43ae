export const words = {
  title: 'Come si chiede ai volontari',
  intro:
    'Quanti volontari si chiedono per volta e quanto si aspetta, secondo quanto manca al servizio. Si chiede solo di giorno, dalle 8 alle 20, e mai più di tre volte in una settimana a chi non risponde.',
  rule: (number: number) => `Regola ${number}`,
  fromHoursLeft: 'Da quante ore prima',
  fromHoursLeftHint: 'Vale fino alla regola dopo; l’ultima parte da 0',
  waveSize: 'Quanti per volta',
  waveSizeHint: 'Da 1 a 20',
  waveMinutes: 'Quanti minuti si aspetta',
  waveMinutesHint: 'Da 5 a 1440 (un giorno)',
  add: 'Aggiungi una regola',
  remove: (number: number) => `Togli la regola ${number}`,
  save: 'Salva',
  saved: 'Salvato: vale dalle prossime richieste.',
  notANumber: 'Scriva un numero intero.',
  said: (hours: string, size: string, minutes: string) =>
    `${hours.trim() === '0' ? 'Fino all’inizio' : `Quando mancano più di ${hours} ore`}: ${size === '1' ? 'un volontario' : `${size} volontari`} per volta, ogni ${minutes} minuti.`,
} as const
