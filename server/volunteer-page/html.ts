/** Text made safe for a page: only what is marked so gets in as it is. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
export type Part = string | Html | readonly Part[] | null

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const safe = (part: Part): string => {
  if (part === null) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'string') return part.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '')
  return part.map(safe).join('')
}
export const html = (texts: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(texts.map((text, index) => text + (index < parts.length ? safe(parts[index] ?? null) : '')).join(''))

export const fact = (name: string, value: Part): Html | null => (value ? html`<dt>${name}</dt><dd>${value}</dd>` : null)

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
