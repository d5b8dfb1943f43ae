import { timeFromText } from './italian-moment.ts'
import { words } from './words.ts'

export interface Span {
  opensAt: string
  closesAt: string
}

const closing = (typed: string): string | null => (/^24([.:]00)?$/.test(typed.trim()) ? '24:00' : timeFromText(typed))

/** The hours of a day as people write them: '9-12, 15.30-18'. null where they cannot be understood; nothing typed is none. */
export function spansFromText(typed: string): Span[] | null {
  const spans: Span[] = []
  for (const part of typed.split(/[,;/]|\s+e\s+/)) {
    if (part.trim() === '' || part.trim() === words.hoursClosed) continue
    const [from, to, ...more] = part.replace(/^\s*dalle\s+/i, '').split(/\s*(?:-|–|\balle\b)\s*/)
    const opensAt = from === undefined ? null : timeFromText(from)
    const closesAt = to === undefined ? null : closing(to)
    if (!opensAt || !closesAt || opensAt === closesAt || more.length > 0) return null
    spans.push({ opensAt, closesAt })
  }
  return spans
}

const shortTime = (time: string): string => time.replace(/^0/, '').replace(/:00$/, '').replace(':', '.')

/** To be typed over. */
export const spanText = ({ opensAt, closesAt }: Span): string => `${shortTime(opensAt)}-${shortTime(closesAt)}`
