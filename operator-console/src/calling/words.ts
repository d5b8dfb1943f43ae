export const words = {
  call: 'Chiama',
  callSomebody: (who: string) => `Chiama ${who}`,
  calling: 'Telefonata che sta facendo',
  from: (who: string) => `Chiamata a ${who}`,
  hangUp: 'Riaggancia',
  giveUp: 'Non chiamare più',
  openContact: 'Apri la scheda del contatto',
  howDidItGo: 'Scriva com’è andata la richiamata',
  close: 'Ho capito',
  callsOfService: 'Telefonate per questo servizio',
  /** Where there are several on one page. */
  callsOfServiceAt: (moment: string) => `Telefonate per il servizio di ${moment}`,
  // a number typed for the occasion
  typed: 'Chiama un altro numero',
  number: 'Numero da chiamare',
  numberHint: 'Con il prefisso: per esempio 0372 448678',
} as const
