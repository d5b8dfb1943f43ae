import type { Occasion, Transactions } from '../../changes/change.ts'
import type { HelpKind } from '../../contacts/kinds.ts'
import { NotFound } from '../../errors.ts'
import type { IsoDate } from '../../territory/rome-time.ts'
import { type AnswerOfferRows, type AnswerOutcome, againOnConflict, settleAnswer } from '../answer-offer.ts'
import type { OfferedService } from '../offer-texts.ts'

/** Before the yes: no name, no door. */
export interface PageOffer extends OfferedService {
  offerId: string
  endsAt: Date
}

export interface PageService {
  serviceId: string
  /** null: it was given by hand, and is given back by telephone. */
  offerId: string | null
  helpKind: HelpKind
  startsAt: Date
  endsAt: Date
  personFirstName: string
  personPhoneE164: string | null
  fromPlace: string | null
  toPlace: string | null
  vehicleName: string | null
  recognisedBy: string | null
  wantsOut: boolean
}

export interface VolunteerPage {
  firstName: string
  offers: PageOffer[]
  services: PageService[]
}

/** Whose page a link opens. */
export interface PageOwner {
  volunteerId: string
  /** Of a printed sheet: that day alone. null: the whole page. */
  day: IsoDate | null
}

export interface VolunteerPageDoors extends Transactions<AnswerOfferRows> {
  ownerOfPage(tokenHash: string, now: Date): Promise<PageOwner | null>
  /** What is asked of them and what is theirs, from now on. */
  volunteerPage(volunteerId: string, now: Date): Promise<VolunteerPage>
}

const DAY_MS = 86_400_000

/** The telephone of the person is shown only when it can be needed. */
export async function readVolunteerPage(
  doors: Pick<VolunteerPageDoors, 'volunteerPage'>,
  volunteerId: string,
  now: Date,
): Promise<VolunteerPage> {
  const page = await doors.volunteerPage(volunteerId, now)
  const isNear = ({ startsAt }: PageService) => startsAt.getTime() - now.getTime() <= DAY_MS
  return {
    ...page,
    services: page.services.map((service) => (isNear(service) ? service : { ...service, personPhoneE164: null })),
  }
}

/** Only what was asked of this volunteer can be answered from their page. */
export const answerFromPage = (
  doors: Transactions<AnswerOfferRows>,
  occasion: Occasion,
  { volunteerId, offerId, answer }: { volunteerId: string; offerId: string; answer: 'accept' | 'decline' },
): Promise<AnswerOutcome> =>
  againOnConflict(() =>
    doors.transaction(occasion, async (tx) => {
      const offer = await tx.lockOffer(offerId)
      if (offer?.volunteerId !== volunteerId) throw new NotFound('Questa offerta non c’è più.')
      return settleAnswer(tx, occasion, { offerId, answer, via: 'page' })
    }),
  )
