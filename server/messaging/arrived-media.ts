import { z } from 'zod'
import { type ArrivedMedia, MOST_MEDIA } from '../../helpline/messages/media/media-arrival.ts'

const LONGEST_ADDRESS = 500
const LONGEST_TYPE = 100

/** What is said wrong of an attachment never costs the message itself. */
const count = z.coerce.number().int().min(0).catch(0)
const text = (longest: number) => z.string().max(longest).catch('')

const places = Array.from({ length: MOST_MEDIA }, (_, place) => place)
/** Named, so that a webhook that waits for the database is kept with what came with it. */
export const mediaFields: Readonly<Record<string, z.ZodOptional<z.ZodUnknown>>> = Object.fromEntries(
  ['NumMedia', ...places.flatMap((place) => [`MediaUrl${place}`, `MediaContentType${place}`])].map((name) => [
    name,
    z.unknown().optional(),
  ]),
)

/** MediaUrl0 and MediaContentType0, and as many more as NumMedia says. */
export function arrivedMedia(form: Readonly<Record<string, unknown>>): ArrivedMedia[] {
  const most = Math.min(count.parse(form.NumMedia), MOST_MEDIA)
  return Array.from({ length: most }, (_, place) => ({
    url: text(LONGEST_ADDRESS).parse(form[`MediaUrl${place}`]),
    contentType: text(LONGEST_TYPE).parse(form[`MediaContentType${place}`]),
  }))
}
