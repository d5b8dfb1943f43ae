const DAY_MS = 86_400_000
const KEPT_DAYS = 7

export interface PageLinkRows {
  /** A new way to the volunteer's page; only its hash is kept. */
  addPageLink(volunteerId: string, link: { createdAt: Date; expiresAt: Date }): Promise<{ token: string }>
}

/** How a link stands in a message until it leaves: whoever sends it knows our address, and nobody keeps it afterwards. */
const written = /\[v\/([\w-]{16})\]/g
export const pagePlaceholder = (token: string): string => `[v/${token}]`
export const withPageAddress = (body: string, publicBaseUrl: string): string =>
  body.replace(written, (_, token: string) => `${publicBaseUrl}/v/${token}`)

/** As it is kept once it has left. */
export const withoutPageLink = (body: string): string => body.replace(written, '[pagina personale]')

/** A way to the volunteer's page that lasts a week beyond what it is about. */
export async function newPageToken(rows: PageLinkRows, volunteerId: string, about: Date, now: Date): Promise<string> {
  const expiresAt = new Date(about.getTime() + KEPT_DAYS * DAY_MS)
  return (await rows.addPageLink(volunteerId, { createdAt: now, expiresAt })).token
}

/** The same, as it stands in a message. */
export const newPageLink = async (rows: PageLinkRows, volunteerId: string, about: Date, now: Date): Promise<string> =>
  pagePlaceholder(await newPageToken(rows, volunteerId, about, now))
