/** What may be the name of a comune, or a CAP, in an address as people write it. */
export interface PlacesInAddress {
  /** Lower case, without accents, words apart by one space: the longest first. */
  names: readonly string[]
  caps: readonly string[]
}

const LONGEST_NAME_WORDS = 6
const MOST_WORDS = 30

const streetWords = new Set(
  'via viale vicolo piazza piazzale piazzetta corso largo strada contrada vicinale salita galleria lungolago v p c'.split(
    ' ',
  ),
)

const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** 'via Milano 8, Crema' is in Crema: what follows the word for a street, up to its number, is the street's own name. */
function withoutStreet(words: readonly string[]): string[][] {
  const start = words.findIndex((word) => streetWords.has(word))
  if (start < 0) return [[...words]]
  const number = words.findIndex((word, at) => at > start && /^\d/.test(word))
  // Without a number it may be the street's one word: the comune comes after it.
  const end = number > start ? number : start + 2
  return [words.slice(0, start), words.slice(end)]
}

export function placesInAddress(address: string): PlacesInAddress {
  const parts = plain(address)
    .split(/[,;()\n]/)
    .map((part) =>
      part
        .split(/[^a-z0-9]+/)
        .filter(Boolean)
        .slice(0, MOST_WORDS),
    )
    .flatMap(withoutStreet)
  const caps = parts.flat().filter((word) => /^\d{5}$/.test(word))
  const names = new Set<string>()
  for (const words of parts) {
    for (let from = 0; from < words.length; from++) {
      for (let to = from + 1; to <= Math.min(words.length, from + LONGEST_NAME_WORDS); to++) {
        const name = words.slice(from, to).join(' ')
        if (/^[a-z]{2}[a-z ]*$/.test(name) && name.length > 2) names.add(name)
      }
    }
  }
  return { names: [...names].sort((a, b) => b.length - a.length), caps: [...new Set(caps)] }
}
