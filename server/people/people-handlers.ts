import type { Store } from '../../adapters/postgres/store.ts'
import type { PersonCard as PersonCardView, peopleEndpoints } from '../../contract/people.ts'
import { timelineText } from '../../helpline/contacts/person-timeline.ts'
import { summarisePerson } from '../../helpline/people/person-summary.ts'
import { changePerson, openPersonCard, type PersonCard, registerPerson } from '../../helpline/people/save-person.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'
import { viewVoicemail } from '../voicemail-view.ts'

export const peopleHandlers = (store: Store): Handlers<typeof peopleEndpoints> => {
  const view = async (card: PersonCard, now: Date): Promise<PersonCardView> => {
    const timeline = await store.personTimeline(card.id)
    return {
      ...card,
      ...summarisePerson(card, romeDate(now)),
      phoneNumbers: card.cardPhones.map((phone) => ({ ...phone, number: formatPhone(phone.e164) })),
      relations: card.relations.map(({ phoneE164, ...relation }) => ({
        ...relation,
        phone: phoneE164 ? formatPhone(phoneE164) : null,
      })),
      timeline: timeline.map((entry) => ({
        at: entry.at.toISOString(),
        kind: entry.kind,
        id: entry.id,
        contactId: entry.kind === 'request' ? entry.contactId : null,
        text: timelineText(entry),
        voicemail: entry.kind === 'voicemail' ? viewVoicemail(entry.voicemail, now) : null,
      })),
    }
  }

  return {
    searchPeople: async ({ input, occasion }) =>
      (await store.searchPeople(input.query.search)).map((person) => summarisePerson(person, romeDate(occasion.now))),

    readPerson: async ({ input, occasion }) =>
      view(await openPersonCard(store, occasion, input.params.personId), occasion.now),

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

    searchComuni: ({ input }) => store.searchComuni(input.query.search),
  }
}
