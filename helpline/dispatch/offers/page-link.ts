import { type IsoDate, romeDay } from '../../territory/rome-time.ts'

const DAY_MS = 86_400_000
const KEPT_DAYS = 7

export interface PageLinkRows {
  /** A new way to the volunteer's page; only its hash is kept. */
  addPageLink(
    volunteerId: string,
    /** `dayOn`: it leads to that day alone. */
    link: { createdAt: Date; expiresAt: Date; dayOn?: IsoDate },
  ): Promise<{ token: string }>
}

/** How a link stands in a message until it leaves: whoever sends it knows our address, and nobody keeps it afterwards. */
const written = /\[v\/([\w-]{16})\]/g
export const pagePlaceholder = (token: string): string => `[v/${token}]`
export const withPageAddress = (body: string, publicBaseUrl: string): string =>
  body.replace(written, (_, token: string) => `${publicBaseUrl}/v/${token}`)

const KEPT = '[pagina personale]'
/** As it is kept once it has left. */
export const withoutPageLink = (body: string): string => body.replace(written, KEPT)

/** What has left, to be written again: with another way to the page in the place of the one that nobody knows any more. */
export async function withNewPageLink(
  rows: PageLinkRows,
  body: string,
  { volunteerId, about, now }: { volunteerId: string; about: Date; now: Date },
): Promise<string> {
  return body.includes(KEPT) ? body.replace(KEPT, await newPageLink(rows, volunteerId, about, now)) : body
}

const lastSentence = /\s[^.?!:]*: \[(?:v\/(?<token>[\w-]{16})|pagina personale)\]$/
/** A text without its last words, where they are the way to the page; the way itself, as long as it has not left. */
export function splitPageSentence(body: string): { text: string; token: string | null } {
  const found = lastSentence.exec(body)
  return found ? { text: body.slice(0, found.index), token: found.groups?.token ?? null } : { text: body, token: null }
}

const expiryAfter = (about: Date): Date => new Date(about.getTime() + KEPT_DAYS * DAY_MS)

/** A way to the volunteer's page that lasts a week beyond what it is about, as it stands in a message. */
export async function newPageLink(rows: PageLinkRows, volunteerId: string, about: Date, now: Date): Promise<string> {
  const { token } = await rows.addPageLink(volunteerId, { createdAt: now, expiresAt: expiryAfter(about) })
  return pagePlaceholder(token)
}

/** A way to one day of theirs, for paper: it passes through other hands. */
export async function newDayToken(rows: PageLinkRows, volunteerId: string, dayOn: IsoDate, now: Date): Promise<string> {
  const link = { createdAt: now, expiresAt: expiryAfter(romeDay(dayOn).to), dayOn }
  return (await rows.addPageLink(volunteerId, link)).token
}
