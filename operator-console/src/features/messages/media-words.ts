import type { MessageMediaView } from '../../../../contract/message-media.ts'

const named: Record<MessageMediaView['kind'], string> = {
  image: 'Foto',
  audio: 'Nota vocale',
  document: 'Documento PDF',
  other: 'Allegato',
}

export const mediaWords = {
  /** 'Foto di Teresa Galli, 2 di 3' */
  name: (kind: MessageMediaView['kind'], sender: string, place: number, count: number) =>
    `${named[kind]} di ${sender}${count > 1 ? `, ${place} di ${count}` : ''}`,
  enlarge: (name: string) => `Apri in grande: ${name}`,
  close: 'Chiudi',
  download: 'Scarica',
  downloadOf: (name: string, size: string) => `Scarica: ${name} (${size})`,
  notPlayedHere: 'Questo formato non si ascolta dalla console: lo scarichi.',
  awaited: 'Sta arrivando: fra poco comparirà qui.',
  refused: {
    type: 'Non è conservato: si tengono solo foto, note vocali e PDF. Chieda a chi l’ha mandato di spiegarlo a voce.',
    size: 'Non è conservato perché pesa più di 10 MB. Chieda di mandarlo più piccolo.',
    mismatch: 'Non è conservato, per sicurezza: il contenuto non è quello dichiarato.',
    address: 'Non è conservato, per sicurezza: non arriva dal nostro fornitore.',
  } satisfies Record<NonNullable<MessageMediaView['reason']>, string>,
  lost: 'Non è mai arrivato fino a noi. Chieda a chi l’ha mandato di mandarlo ancora.',
  deleted: (day: string) => `Non c’è più: si conservava fino al ${day}.`,
  again: 'Riprova',
  failed: 'Non si può aprire adesso. Riprovi fra poco.',
} as const

export const sizeText = (bytes: number): string =>
  bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1_000))} kB`
    : `${(bytes / 1_000_000).toLocaleString('it-IT', { maximumFractionDigits: 1 })} MB`
