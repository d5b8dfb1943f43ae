const monthName = new Intl.DateTimeFormat('it-IT', { month: 'long', timeZone: 'UTC' })

/** '01' -> 'gennaio', in order. */
export const monthNames: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 12 }, (_, month) => [
    String(month + 1).padStart(2, '0'),
    monthName.format(new Date(Date.UTC(2026, month, 1))),
  ]),
)

export const monthKeys: readonly string[] = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, '0'))
