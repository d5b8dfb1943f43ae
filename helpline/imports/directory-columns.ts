import type { ColumnsOf } from './import-column.ts'

/** The Banca dati dei servizi; what is exported has these columns too. */
export const directoryColumns: ColumnsOf<'directoryEntry'> = {
  directoryEntry: [
    {
      key: 'code',
      title: 'Codice voce',
      required: true,
      hint: 'Il codice nel vostro archivio; una voce scaricata da qui porta il suo, è già quella e non cambia',
      example: 'S-1',
    },
    { key: 'name', title: 'Servizio', aliases: ['Nome'], required: true, hint: 'Come si chiama', example: 'CUP' },
    {
      key: 'informationKinds',
      title: 'Tipi d’informazione',
      aliases: ['Tipo di informazione', 'Tipo'],
      required: true,
      hint: 'Dall’elenco dei tipi, separati da una barra verticale',
      example: 'sanitario | socio-sanitario',
    },
    {
      key: 'description',
      title: 'Che cosa offre',
      aliases: ['Descrizione'],
      required: true,
      hint: 'Testo',
      example: 'Prenotazione di visite ed esami',
    },
    { key: 'forWhom', title: 'Per chi', hint: 'Testo', example: 'Tutti' },
    { key: 'address', title: 'Indirizzo', hint: 'Via e numero', example: 'Viale Concordia 1' },
    {
      key: 'comune',
      title: 'Comune',
      aliases: ['Codice ISTAT'],
      hint: 'Dove si trova: nome, anche con la provincia fra parentesi, oppure codice ISTAT di sei cifre',
      example: 'Cremona',
    },
    {
      key: 'province',
      title: 'Provincia',
      aliases: ['Prov'],
      hint: 'Sigla; serve dove due Comuni hanno lo stesso nome',
      example: 'CR',
    },
    {
      key: 'served',
      title: 'Vale per',
      aliases: ['Comuni serviti'],
      hint: 'Comuni o sigle di province separati da una barra verticale, oppure ovunque; se vuoto, il suo Comune',
      example: 'CR',
    },
    { key: 'phone', title: 'Telefono', hint: 'Numero, o come si chiama', example: '0372 900456' },
    { key: 'openingTimes', title: 'Orari', hint: 'Testo', example: 'dal lunedì al venerdì 8-16' },
    { key: 'howToReach', title: 'Come arrivare', hint: 'Testo', example: 'autobus 4' },
    {
      key: 'lastCheckedOn',
      title: 'Verificato il',
      aliases: ['Ultima verifica'],
      hint: 'Data in cui qualcuno ha controllato',
      example: '12/03/2026',
    },
  ],
}
