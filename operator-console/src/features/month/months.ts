const MONTHS_SHOWN = 24

const monthName = new Intl.DateTimeFormat('it-IT', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** The current month and those before it, newest first: { key: '2026-11', name: 'novembre 2026' }. */
export function latestMonths({ year, month }: { year: number; month: number }): { key: string; name: string }[] {
  return Array.from({ length: MONTHS_SHOWN }, (_, back) => {
    const date = new Date(Date.UTC(year, month - 1 - back, 1))
    return { key: date.toISOString().slice(0, 7), name: monthName.format(date) }
  })
}
