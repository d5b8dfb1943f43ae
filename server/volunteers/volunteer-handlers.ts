import { mediaTypes, volunteerRegisterFile } from '../../adapters/documents/export-documents.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import type { RegisterEntryView, VolunteerCardView, volunteerEndpoints } from '../../contract/volunteers.ts'
import type { SignedIn } from '../../helpline/access/permissions.ts'
import {
  enterUnregistered,
  printRegister,
  readRegister,
} from '../../helpline/dispatch/volunteers/association-register.ts'
import { revokePersonalLinks, sendPersonalLink } from '../../helpline/dispatch/volunteers/personal-link.ts'
import {
  listVolunteers,
  type OpenedVolunteer,
  openVolunteer,
  readVolunteer,
} from '../../helpline/dispatch/volunteers/read-volunteers.ts'
import { changeVolunteer, registerVolunteer } from '../../helpline/dispatch/volunteers/save-volunteer.ts'
import { type RegisterEntry, registerGapNames } from '../../helpline/dispatch/volunteers/volunteer-register.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import { ageOn } from '../../helpline/people/profile.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'

const viewEntry = ({ number, at, kind, volunteerId, content }: RegisterEntry): RegisterEntryView => ({
  ...content,
  ...{ number, at: at.toISOString(), kind, volunteerId },
})

function viewVolunteer(opened: OpenedVolunteer, now: Date): VolunteerCardView {
  const { card, affected, register, registerGaps, ...rest } = opened
  const { associationName, comuneName, phoneE164, timeOff, ...fields } = card
  return {
    ...fields,
    ...rest,
    name: fullName(card),
    age: card.birthDate === null ? null : ageOn(card.birthDate, romeDate(now)),
    association: associationName,
    comune: comuneName,
    phone: formatPhone(phoneE164),
    timeOff: timeOff.map(({ from, until }) => ({ from: from.toISOString(), until: until.toISOString() })),
    affected: affected.map(({ id: serviceId, startsAt, helpKind, obstacles }) => ({
      ...{ serviceId, startsAt: startsAt.toISOString(), helpKind, obstacles },
    })),
    register: register.map(viewEntry),
    registerGaps: registerGaps.map((gap) => registerGapNames[gap]),
  }
}

/** Instants leave the wire as such. */
function changeOf<B extends { timeOff?: { from: string; until: string }[] | undefined }>(body: B) {
  const { timeOff, ...fields } = body
  const absences = timeOff?.map(({ from, until }) => ({ from: new Date(from), until: new Date(until) }))
  return { ...fields, ...(absences && { timeOff: absences }) }
}

export const volunteerHandlers = (store: Store): Handlers<typeof volunteerEndpoints> => {
  const view = async (who: SignedIn, now: Date, volunteerId: string) =>
    viewVolunteer(await readVolunteer(store, now, { who, volunteerId }), now)
  return {
    listVolunteers: async ({ input: { query }, who, occasion }) => {
      const asked = { ...query, lapsing: query.lapsing === 'true', left: query.left === 'true' }
      const { volunteers, hasMore } = await listVolunteers(store, occasion, { who, ...asked })
      return {
        volunteers: volunteers.map(({ associationName, comuneName, phoneE164, ...line }) => ({
          ...line,
          name: `${line.lastName} ${line.firstName}`,
          association: associationName,
          comune: comuneName,
          phone: formatPhone(phoneE164),
        })),
        hasMore,
      }
    },

    readVolunteer: async ({ input, who, occasion }) =>
      viewVolunteer(await openVolunteer(store, occasion, { who, ...input.params }), occasion.now),

    registerVolunteer: async ({ input, who, occasion }) => {
      await registerVolunteer(store, occasion, { who, ...input.params, change: changeOf(input.body) })
      return view(who, occasion.now, input.params.volunteerId)
    },

    changeVolunteer: async ({ input, who, occasion }) => {
      const { version, ...body } = input.body
      await changeVolunteer(store, occasion, { who, ...input.params, version, change: changeOf(body) })
      return view(who, occasion.now, input.params.volunteerId)
    },

    sendPersonalLink: async ({ input, who, occasion }) => {
      await sendPersonalLink(store, occasion, { who, ...input.params, ...input.body })
      return null
    },

    revokePersonalLinks: ({ input, who, occasion }) => revokePersonalLinks(store, occasion, { who, ...input.params }),

    readRegister: async ({ input, who }) => {
      const { entries, unregistered, ...register } = await readRegister(store, { who, ...input.query })
      return {
        ...register,
        entries: entries.map(viewEntry),
        unregistered: unregistered.map((each) => ({ id: each.id, name: fullName(each) })),
      }
    },

    enterUnregistered: ({ input, who, occasion }) => enterUnregistered(store, occasion, { who, ...input.body }),

    downloadRegister: async ({ input, who, occasion }) => {
      const { register, fileName } = await printRegister(store, occasion, { who, ...input.query })
      const { format } = input.query
      const content = await volunteerRegisterFile(register, format, occasion.now)
      return { fileName, content: Buffer.from(content), mediaType: mediaTypes[format] }
    },
  }
}
