import type { DestinationKind } from './kinds.ts'

const signs: readonly (readonly [DestinationKind, RegExp])[] = [
  ['dayCentre', /\b(centro diurno|cdd|cdi|cse|sfa|centro disabili)\b/i],
  [
    'otherHealth',
    /\b(poliambulatorio|ambulatorio|clinica|casa di cura|studio|dentista|fisioterapi\w*|farmacia|medico)\b/i,
  ],
  ['publicHospital', /\b(ospedale|osp|pronto soccorso|asst|dialisi|reparto)\b/i],
]

/** What sort of place somebody goes to, where its name says it; whoever writes can change it. */
export const guessDestination = (place: string): DestinationKind | null =>
  signs.find(([, sign]) => sign.test(place))?.[0] ?? null
