import type { FeastRule } from './holidays.ts'

const fixed = (name: string, day: number, month: number): FeastRule => ({ kind: 'fixed', name, month, day })

/** The patron's feast closes the offices of that town only. Keys are names of comuni. */
export const patronSaints = {
  Bergamo: fixed("Sant'Alessandro", 26, 8),
  Breno: fixed('San Valentino', 14, 2),
  Brescia: fixed('Santi Faustino e Giovita', 15, 2),
  'Busto Arsizio': fixed('San Giovanni Battista', 24, 6),
  Casalmaggiore: fixed('San Carlo Borromeo', 4, 11),
  Chiavenna: fixed('San Lorenzo', 10, 8),
  Clusone: fixed('San Giovanni Battista', 24, 6),
  Codogno: fixed('San Biagio', 3, 2),
  Como: fixed("Sant'Abbondio", 31, 8),
  Crema: fixed('San Pantaleone', 10, 6),
  Cremona: fixed("Sant'Omobono", 13, 11),
  Gallarate: fixed('San Cristoforo', 25, 7),
  Lecco: fixed('San Nicolò', 6, 12),
  Legnano: fixed('San Magno', 5, 11),
  Lodi: fixed('San Bassiano', 19, 1),
  Mantova: fixed("Sant'Anselmo", 18, 3),
  Menaggio: fixed('Santo Stefano', 26, 12),
  Milano: fixed("Sant'Ambrogio", 7, 12),
  Monza: fixed('San Giovanni Battista', 24, 6),
  Mortara: { kind: 'movable', name: 'Festa patronale di Mortara', month: 5, weekday: 1, occurrence: 1 },
  Ostiglia: fixed('San Lorenzo', 10, 8),
  Pavia: fixed('San Siro', 9, 12),
  Salò: fixed('San Carlo Borromeo', 4, 11),
  Seregno: { kind: 'movable', name: 'Festa patronale di Seregno', month: 4, weekday: 1, occurrence: 'last' },
  Sondrio: fixed('Santi Gervasio e Protasio', 19, 6),
  Soresina: fixed('San Siro', 9, 12),
  Suzzara: fixed('San Biagio', 3, 2),
  Treviglio: fixed('Beata Vergine delle Lacrime', 28, 2),
  Varese: fixed('San Vittore', 8, 5),
  Vigevano: { kind: 'movable', name: 'Festa patronale di Vigevano', month: 10, weekday: 7, occurrence: 2 },
  Voghera: fixed('San Bovo', 22, 5),
} as const satisfies Record<string, FeastRule>

export type TownWithPatron = keyof typeof patronSaints
