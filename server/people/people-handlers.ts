import type { Store } from '../../adapters/postgres/store.ts'
import type { PersonCard as PersonCardView, peopleEndpoints } from '../../contract/people.ts'
import { kindsOfPart } from '../../helpline/contacts/person-timeline.ts'
import { throughText } from '../../helpline/people/found-person.ts'
import { mergePeople } from '../../helpline/people/merge/merge-people.ts'
import { undoMerge } from '../../helpline/people/merge/undo-merge.ts'
import { summarisePerson } from '../../helpline/people/person-summary.ts'
import { recordConsent } from '../../helpline/people/record-consent.ts'
import {
  changePerson,
  existingCard,
  openHistory,
  openPersonCard,
  type PersonCard,
  registerPerson,
} from '../../helpline/people/save-person.ts'
import { removeRelation, saveRelation } from '../../helpline/people/save-relation.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { placesInAddress } from '../../helpline/territory/places-in-address.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'
import { duplicateViews } from './duplicate-views.ts'
import { viewTimeline } from './timeline-view.ts'

const TIMELINE_PAGE = 30

export const peopleHandlers = (store: Store): Handlers<typeof peopleEndpoints> => {
  const view = async (card: PersonCard, now: Date): Promise<PersonCardView> => {
    const [consents, place] = await Promise.all([
      store.listConsents(card.id),
      card.comuneIstatCode ? store.findPlace(card.comuneIstatCode, romeDate(now)) : null,
    ])
    return {
      ...card,
      ...summarisePerson(card, romeDate(now)),
      place,
      phoneNumbers: card.cardPhones.map((phone) => ({ ...phone, number: formatPhone(phone.e164) })),
      relations: card.relations.map(({ phoneE164, ...relation }) => ({
        ...relation,
        phone: phoneE164 ? formatPhone(phoneE164) : null,
      })),
      consents: consents.map((consent) => ({ ...consent, at: consent.at.toISOString() })),
    }
  }
  const side = async (card: PersonCard, now: Date) => ({
    card: await view(card, now),
    attached: await store.countBelongings(card.id),
  })

  return {
    searchPeople: async ({ input, occasion }) =>
      (await store.searchPeople(input.query.search)).map((person) => ({
        ...summarisePerson(person, romeDate(occasion.now)),
        through: throughText(person),
      })),

    listLikelyDuplicates: ({ input, occasion }) => duplicateViews(store, input.query, romeDate(occasion.now)),

    readPerson: async ({ input, occasion }) =>
      view(await openPersonCard(store, occasion, input.params.personId), occasion.now),

    readPersonTimeline: async ({ input, who, occasion }) => {
      const personId = await openHistory(store, occasion, input.params.personId)
      const { part, after = null } = input.query
      const kinds = part ? kindsOfPart[part] : null
      return viewTimeline(
        await store.personTimeline({ personId, kinds, after, limit: TIMELINE_PAGE }),
        who,
        occasion.now,
      )
    },

    registerPerson: async ({ input, who, occasion }) =>
      view(
        await registerPerson(store, occasion, { who, personId: input.params.personId, change: input.body }),
        occasion.now,
      ),

    changePerson: async ({ input, occasion }) => {
      const { version, ...change } = input.body
      return view(
        await changePerson(store, occasion, { personId: input.params.personId, version, change }),
        occasion.now,
      )
    },

    saveRelation: async ({ input, occasion }) => {
      const { version, ...relation } = input.body
      return view(await saveRelation(store, occasion, { ...input.params, version, relation }), occasion.now)
    },

    removeRelation: async ({ input, occasion }) =>
      view(await removeRelation(store, occasion, { ...input.params, ...input.query }), occasion.now),

    recordConsent: async ({ input, occasion }) => {
      const { personId, consentId } = input.params
      const at = input.body.at ? new Date(input.body.at) : null
      await recordConsent(store, occasion, { personId, consent: { ...input.body, id: consentId, at } })
      return view(await existingCard(store, personId), occasion.now)
    },

    compareCards: async ({ input, occasion }) => {
      const one = await openPersonCard(store, occasion, input.params.personId)
      const other = await openPersonCard(store, occasion, input.params.otherId)
      return { one: await side(one, occasion.now), other: await side(other, occasion.now) }
    },

    mergePeople: ({ input, who, occasion }) => {
      const { absorbedId, version: keptVersion, absorbedVersion } = input.body
      const { personId: keptId, mergeId } = input.params
      return mergePeople(store, occasion, { who, mergeId, keptId, absorbedId, keptVersion, absorbedVersion })
    },

    undoMerge: ({ input, who, occasion }) =>
      undoMerge(store, occasion, { who, mergeId: input.params.mergeId, keptId: input.params.personId }),

    findComuniInAddress: ({ input }) => store.findComuniOfPlaces(placesInAddress(input.query.address)),
    searchComuni: ({ input }) => store.searchComuni(input.query.search),
  }
}
