export const words = {
  person: 'Cerca la persona',
  personHint: 'Nome, soprannome, una parte del numero di telefono, indirizzo o codice fiscale',
  personNone: 'Nessuna scheda trovata. Provi con un’altra parola, o crei una nuova persona.',
  comune: 'Comune',
  comuneHint: 'Scriva le prime lettere e scelga dall’elenco',
  comuneNone: 'Nessun Comune comincia così.',
  comuneChange: 'Cambia il Comune',
  entry: 'Cerca nella banca dati dei servizi',
  entryHint: 'Scriva che cosa serve: per esempio «badante», «esenzione ticket»',
  entryNone: 'Nessun servizio trovato. Provi con un’altra parola.',
  searching: 'Sto cercando…',
  stale: 'Da ricontrollare: verificata più di un anno fa',
} as const
