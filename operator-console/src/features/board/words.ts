export const words = {
  title: 'Scoperti',
  intro:
    'Tutto quello che non è ancora coperto, o che non lo è più: prima quello che viene prima, in fondo quello che è rimasto dai giorni passati.',
  notAll: 'Non sono tutti',
  moreAhead: (count: number) =>
    count === 1
      ? 'Dopo quelli che vede ce n’è ancora 1 da coprire.'
      : `Dopo quelli che vede ce ne sono altri ${count} da coprire.`,
  morePast: (count: number) =>
    count === 1
      ? 'Di quelli già passati, da chiudere, ce n’è ancora 1: compare via via che si chiudono gli altri.'
      : `Di quelli già passati, da chiudere, ce ne sono altri ${count}: compaiono via via che si chiudono gli altri.`,
  none: 'È tutto coperto.',
  noneHint: 'Qui compare da solo ogni servizio a cui manca qualcuno o qualcosa.',
  row: (what: string, who: string) => `${what} per ${who}`,
  left: (time: string) => `Fra ${time}`,
  isPast: 'L’ora è passata',
  when: 'Quando',
  from: 'Da',
  to: 'A',
  volunteer: 'Volontario',
  point: 'Punto d’ascolto',
  next: 'Che cosa succede da solo',
  calls: 'Telefonate da fare subito',
  volunteerNamed: (name: string) => `${name}, volontario`,
  whoCan: 'Chi può farlo',
  whoCanFor: (row: string) => `Chi può farlo: ${row}`,
  cannot: 'Non si può fare',
  cannotFor: (row: string) => `Non si può fare: ${row}`,
  search: 'Cerca ancora',
  searchFor: (row: string) => `Cerca ancora: ${row}`,
  searchOther: 'Cerca un altro',
  open: 'Apri il servizio',
  openOf: (row: string) => `Apri il servizio: ${row}`,
  kinds: {
    past: 'Da chiudere',
    flagged: 'Da rivedere',
    wantsOut: 'Ha rinunciato',
    noVehicle: 'Manca l’automezzo',
    waiting: 'In attesa',
    notAsked: 'Da chiedere',
    refused: 'Hanno detto no',
    noAnswer: 'Senza risposta',
    nobodyFree: 'Nessuno libero',
    tooLate: 'Da chiamare a mano',
    returnNotCalled: 'Ritorno non chiamato',
    toClose: 'Finito, da chiudere',
  },
} as const
