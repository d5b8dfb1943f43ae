export const words = {
  noChoice: 'Scelga…',
  yes: 'Sì',
  no: 'No',
  loading: 'Sto leggendo…',
  suggestions: 'Suggerimenti',
  results: (count: number) => (count === 1 ? '1 risultato' : `${count} risultati`),
  day: 'Giorno',
  time: 'Ora',
  dayHint: 'Per esempio: domani, giovedì, 26/11',
  timeHint: 'Per esempio: 9.30',
  dayNotUnderstood: 'Non ho capito il giorno. Scriva per esempio 26/11, domani o giovedì.',
  timeNotUnderstood: 'Non ho capito l’ora. Scriva per esempio 9.30.',
  timeMissing: 'Scriva anche l’ora.',
  dayMissing: 'Scriva anche il giorno.',
  chartOf: (title: string) => `Grafico: ${title}. Gli stessi numeri sono nella tabella qui sotto.`,
  chartShowsLargest: (shown: number, all: number) =>
    `Il grafico mostra le ${shown} voci più grandi di ${all}: nella tabella ci sono tutte.`,
  tryAgain: 'Riprova',
  dismiss: 'Ho letto',
  problems: {
    unreachable: {
      title: 'Il collegamento non funziona in questo momento.',
      whatToDo: 'Controlli che la rete sia attiva. Quello che ha scritto resta sullo schermo.',
    },
    signedOut: { title: 'La sua sessione è scaduta.', whatToDo: 'Entri di nuovo: troverà tutto come lo ha lasciato.' },
    notAllowed: {
      title: 'Questa pagina non è aperta al suo ruolo.',
      whatToDo: 'Se le serve, ne parli con il coordinatore del suo punto d’ascolto.',
    },
    notFound: {
      title: 'Non trovo quello che cerca.',
      whatToDo: 'Forse è stato tolto, o l’indirizzo non è completo. Torni all’elenco e lo cerchi da lì.',
    },
    conflict: {
      title: 'Nel frattempo un’altra persona ha cambiato questi dati.',
      whatToDo: 'Riprovi: vedrà la versione aggiornata.',
    },
    invalid: { title: 'C’è qualcosa da correggere.', whatToDo: 'Guardi le frasi accanto ai campi.' },
    tooMany: { title: 'Troppi tentativi ravvicinati.', whatToDo: 'Aspetti qualche minuto e riprovi.' },
    broken: {
      title: 'Qualcosa non ha funzionato, e non dipende da Lei.',
      whatToDo: 'Riprovi fra poco. Se succede ancora, avvisi il coordinatore.',
    },
  },
  requestNumber: (requestId: string) => `Numero da comunicare all’assistenza: ${requestId}`,
} as const
