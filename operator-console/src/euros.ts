/** '12.500,00', '12500', '€ 7,5' -> cents; null for what is no amount. */
export function centsFrom(typed: string): number | null {
  const text = typed.replaceAll(/[\s€]/g, '')
  const match = /^(\d{1,3}(?:\.\d{3})+|\d{1,10})(?:,(\d{1,2}))?$/.exec(text)
  if (!match?.[1]) return null
  return Number(match[1].replaceAll('.', '')) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** As it stands in a field: '12.500,00'. */
export const typedEuros = (cents: number): string =>
  new Intl.NumberFormat('it-IT', { minimumFractionDigits: 2, useGrouping: 'always' }).format(cents / 100)
