import type { DaySheetPaper } from '../../adapters/documents/day-sheet-pdf.ts'
import type { SheetService } from '../../helpline/dispatch/day/day-sheet.ts'

type Sheet = DaySheetPaper['sheets'][number]
const at = (time: string): Date => new Date(`2026-11-25T${time}:00+01:00`)

/** Teresa goes to the hospital in a wheelchair, with Bruno and the Doblò. */
export function aSheetService(
  options: Partial<Omit<SheetService, 'startsAt' | 'endsAt'>> & { startsAt?: string } = {},
): SheetService {
  const { startsAt = '09:00', ...rest } = options
  return {
    serviceId: '11111111-2222-4333-8444-555555555555',
    state: 'assigned',
    outcome: null,
    km: null,
    helpKind: 'transport',
    leg: 'single',
    startsAt: at(startsAt),
    endsAt: new Date(at(startsAt).getTime() + 3_600_000),
    person: {
      name: 'Teresa Galli',
      firstName: 'Teresa',
      birthDate: '1941-03-19',
      mobility: 'wheelchair',
      hardOfHearing: true,
      phoneE164: '+390372448678',
      warning: 'il cane abbaia ma non morde',
    },
    wheelchair: true,
    companions: 1,
    fromPlace: 'via Palestro 14, Cremona',
    toPlace: 'Ospedale Maggiore, viale Concordia 1, Cremona',
    returnKind: null,
    returnAt: null,
    calledUntil: null,
    readyAt: null,
    recognisedBy: 'cappotto rosso',
    notes: null,
    vehicle: { id: 'v', name: 'Doblò', plate: 'FA123GT', depotAddress: 'via Massarotti 2, Cremona' },
    volunteer: { id: 'b', name: 'Bruno Ferrari', phoneE164: '+393471000001' },
    otherWay: null,
    offerId: null,
    wantsOut: false,
    ...rest,
  }
}

export const aSheet = (name: string, services: SheetService[]): Sheet => ({
  id: name,
  name,
  detail: '+393471000001',
  hasFeed: false,
  services,
  pageAddress: 'https://filo.example/v/AbCdEfGhIjKlMnOp',
})
