// GSM 03.38: what one SMS of 160 characters can be written with. The second table costs two places each.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extended = new Set('^{}\\[~]|€\f')

const plainForms: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '\u00a0': ' ',
  À: "A'",
  È: "E'",
  Ì: "I'",
  Ò: "O'",
  Ù: "U'",
}

/** The same words with the punctuation an SMS can carry: one curly apostrophe would more than halve what fits. */
export function gsm7Text(text: string): string {
  return text.replaceAll(/[’‘“”«»–—…\u00a0ÀÈÌÒÙ]/g, (character) => plainForms[character] ?? character)
}

export interface SmsSize {
  alphabet: 'gsm7' | 'ucs2'
  /** Septets in GSM-7, UTF-16 units otherwise. */
  units: number
  segments: number
}

/** What a text costs: 160 or 70 units alone, 153 or 67 each when it must be split. */
export function gsm7Segments(text: string): SmsSize {
  const widths = [...text].map((character) => (basic.has(character) ? 1 : extended.has(character) ? 2 : 0))
  if (widths.includes(0))
    return split(
      'ucs2',
      [...text].map((character) => character.length),
      70,
      67,
    )
  return split('gsm7', widths, 160, 153)
}

function split(alphabet: SmsSize['alphabet'], widths: number[], alone: number, each: number): SmsSize {
  const units = widths.reduce((sum, width) => sum + width, 0)
  if (units <= alone) return { alphabet, units, segments: units === 0 ? 0 : 1 }
  // A character of two units is never cut in half.
  let segments = 1
  let used = 0
  for (const width of widths) {
    if (used + width > each) {
      segments += 1
      used = 0
    }
    used += width
  }
  return { alphabet, units, segments }
}
