const LETTERS_THAT_ARE_NOT_MARKS: Record<string, string> = { ß: 'ss', ø: 'o', đ: 'd', ł: 'l' }

/** How a name reads without case, accents, apostrophes and spacing: 'Punto d’Ascolto di Salò' and 'PUNTO D'ASCOLTO DI SALO' are one. */
export const plainName = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[ßøđł]/g, (letter) => LETTERS_THAT_ARE_NOT_MARKS[letter] as string)
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()

const MOST_REMEMBERED = 5_000

/** Finds by plain name, and remembers the spellings met: a file says the same few words in every row. */
export function nameFinder<T>(entries: Iterable<readonly [name: string, value: T]>): (text: string) => T | undefined {
  const values = new Map<string, T>()
  for (const [name, value] of entries) values.set(plainName(name), value)
  const met = new Map<string, T | undefined>()
  return (text) => {
    if (met.has(text)) return met.get(text)
    if (met.size >= MOST_REMEMBERED) met.clear()
    const found = values.get(plainName(text))
    met.set(text, found)
    return found
  }
}
