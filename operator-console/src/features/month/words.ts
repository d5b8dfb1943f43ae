export const words = {
  title: 'Mese',
  month: 'Mese',
  scope: 'Di chi',
  region: 'Tutta la rete',
  publishedBy: (by: string, moment: string) => `Pubblicato da ${by}, ${moment}`,
  publish: 'Pubblica',
  publishHint:
    'Pubblicare ferma queste cifre con la loro data: resteranno sempre così, anche se arrivano schede in ritardo.',
  published: 'Il mese è pubblicato.',
  openPublished: 'Apri il rapporto pubblicato',
  pdf: 'Scarica il PDF',
  csv: 'Scarica il foglio di calcolo (CSV)',
  figure: 'Voce',
  count: 'Numero',
  howCounted: 'Come si conta',
  publishedTitle: 'Rapporto pubblicato',
  backToMonth: 'Torna al mese',
} as const
