// Columns that cards and activity have alike.
export const notes = { key: 'notes', title: 'Note', hint: 'Testo libero', example: '' } as const
export const association = {
  key: 'association',
  title: 'Associazione',
  aliases: ['ALA', 'Associazione locale'],
  hint: 'Il nome con cui è scritta nel programma',
  example: 'Auser Cremona',
} as const
export const point = {
  key: 'point',
  title: 'Punto d’Ascolto',
  aliases: ['Punto', 'PdA'],
  hint: 'Il nome con cui è scritto nel programma; se vuoto, quello dell’associazione',
  example: 'Punto d’Ascolto di Cremona',
} as const
