import { z } from 'zod'
import { type ArrivedMedia, MOST_MEDIA } from '../../helpline/messages/media/media-arrival.ts'

const LONGEST_ADDRESS = 500
const LONGEST_TYPE = 100

/** What is said wrong of an attachment never costs the message itself. */
const count = z.coerce.number().int().min(0).catch(0)
const text = (longest: number) => z.string().max(longest).catch('')

/** MediaUrl0 and MediaContentType0, and as many more as NumMedia says. */
export function arrivedMedia(form: Readonly<Record<string, unknown>>): ArrivedMedia[] {
  const most = Math.min(count.parse(form.NumMedia), MOST_MEDIA)
  return Array.from({ length: most }, (_, place) => ({
    url: text(LONGEST_ADDRESS).parse(form[`MediaUrl${place}`]),
    contentType: text(LONGEST_TYPE).parse(form[`MediaContentType${place}`]),
  }))
}
