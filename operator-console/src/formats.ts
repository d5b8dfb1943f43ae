import {
  addDays,
  formatRomeDate,
  formatRomeDateWithYear,
  formatRomeTime,
  romeParts,
} from '../../helpline/territory/rome-time.ts'

const whole = new Intl.NumberFormat('it-IT', { useGrouping: 'always', maximumFractionDigits: 0 })

export const formatCount = (value: number): string => whole.format(value)

/** 'oggi alle 10:04', 'ieri alle 9:30', 'martedì 3 novembre alle 16:00', with the year when it is another one. */
export function formatMoment(iso: string, now: Date): string {
  const instant = new Date(iso)
  const { isoDate, year } = romeParts(instant)
  const today = romeParts(now)
  const time = formatRomeTime(instant)
  if (isoDate === today.isoDate) return `oggi alle ${time}`
  if (isoDate === addDays(today.isoDate, -1)) return `ieri alle ${time}`
  if (isoDate === addDays(today.isoDate, 1)) return `domani alle ${time}`
  const date = year === today.year ? formatRomeDate(instant) : formatRomeDateWithYear(instant)
  return `${date} alle ${time}`
}

export const formatWholeMoment = (iso: string): string =>
  `${formatRomeDateWithYear(new Date(iso))}, ${formatRomeTime(new Date(iso))}`

export const formatDay = (isoDate: string): string =>
  formatRomeDateWithYear(new Date(`${isoDate}T12:00:00Z`)).replace(/^\S+ /, '')

/** '12 secondi', '1 minuto e 5 secondi' */
export function formatElapsed(fromIso: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(fromIso)) / 1000))
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  const inSeconds = `${rest} ${rest === 1 ? 'secondo' : 'secondi'}`
  if (minutes === 0) return inSeconds
  const inMinutes = `${minutes} ${minutes === 1 ? 'minuto' : 'minuti'}`
  return minutes >= 10 ? inMinutes : `${inMinutes} e ${inSeconds}`
}

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`

/** '12 minuti', '2 ore e 5 minuti', '3 giorni e 1 ora': as long as one says it. */
function durationInWords(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return many(minutes, 'minuto', 'minuti')
  const [whole, rest] =
    hours < 24
      ? [many(hours, 'ora', 'ore'), minutes % 60 && many(minutes % 60, 'minuto', 'minuti')]
      : [many(Math.floor(hours / 24), 'giorno', 'giorni'), hours % 24 && many(hours % 24, 'ora', 'ore')]
  return rest ? `${whole} e ${rest}` : whole
}

/** How long somebody has waited. */
export const waitingText = (sinceIso: string, now: Date): string =>
  durationInWords(now.getTime() - Date.parse(sinceIso))

/** How long is left. */
export const timeLeft = (untilIso: string, now: Date): string => durationInWords(Date.parse(untilIso) - now.getTime())

export const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase('it') + text.slice(1)

export const ageInWords = (age: number | null): string | null => (age === null ? null : `${age} anni`)
