/** '30' -> 30; null for what is no whole number. */
export const wholeNumber = (typed: string): number | null =>
  /^\d{1,6}$/.test(typed.trim()) ? Number(typed.trim()) : null
