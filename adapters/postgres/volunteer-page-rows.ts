import { createHash, randomBytes } from 'node:crypto'
import type { Prisma } from '../../generated/prisma/client.ts'
import { isSameQuestion } from '../../helpline/dispatch/offers/ask-anew.ts'
import type { PageLinkRows } from '../../helpline/dispatch/offers/page-link.ts'
import type { VolunteerPageDoors } from '../../helpline/dispatch/offers/volunteer-page.ts'
import type { PersonalLinkRows } from '../../helpline/dispatch/volunteers/personal-link.ts'
import { type Db, toDateColumn } from './database.ts'
import { isoDate } from './territory-rows.ts'

/** Ninety-six bits, in the letters an address and an SMS both have. */
const TOKEN_BYTES = 12
const MOST_SHOWN = 30

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const serviceSelect = {
  helpKind: true,
  startsAt: true,
  endsAt: true,
  wantsOutAt: true,
  fromPlace: true,
  toPlace: true,
  vehicle: { select: { name: true, plate: true } },
  request: { select: { fromPlace: true, toPlace: true, recognisedBy: true, wheelchair: true } },
  person: {
    select: {
      firstName: true,
      mobility: true,
      comune: { select: { name: true } },
      phones: { select: { e164: true }, orderBy: [{ preferred: 'desc' }, { e164: 'asc' }], take: 1 },
    },
  },
} satisfies Prisma.ServiceSelect

export const volunteerPageReads = (db: Db): Omit<VolunteerPageDoors, 'transaction'> => ({
  async ownerOfPage(tokenHash, now) {
    const link = await db.volunteerPageLink.findFirst({
      where: { tokenHash, expiresAt: { gt: now } },
      select: { volunteerId: true, dayOn: true },
    })
    return link && { volunteerId: link.volunteerId, day: isoDate(link.dayOn) }
  },

  async volunteerPage(volunteerId, now) {
    const { firstName } = await db.volunteer.findUniqueOrThrow({
      where: { id: volunteerId },
      select: { firstName: true },
    })
    const offers = await db.offer.findMany({
      where: {
        volunteerId,
        state: { in: ['pending', 'sent', 'expired'] },
        service: { state: { in: ['planned', 'offering'] }, startsAt: { gt: now }, deletedAt: null },
      },
      orderBy: [{ service: { startsAt: 'asc' } }, { wave: 'desc' }],
      // Asked again, the newest question is the one answered.
      distinct: ['serviceId'],
      take: MOST_SHOWN,
      select: {
        ...{ id: true, askedStartsAt: true, askedReturnAt: true, askedToPlace: true },
        service: { select: { ...serviceSelect, ...{ returnAt: true, calledUntil: true, readyAt: true } } },
      },
    })
    const services = await db.service.findMany({
      where: { volunteerId, state: 'assigned', endsAt: { gt: now }, deletedAt: null },
      orderBy: { startsAt: 'asc' },
      take: MOST_SHOWN,
      select: {
        ...serviceSelect,
        id: true,
        offers: { where: { state: 'accepted', volunteerId }, select: { id: true } },
      },
    })
    return {
      firstName,
      offers: offers.flatMap(({ id: offerId, service: { request, person, ...service }, ...asked }) => {
        const toPlace = service.toPlace ?? request.toPlace
        if (!isSameQuestion(asked, { ...service, toPlace })) return []
        const { helpKind, startsAt, endsAt } = service
        const wheelchair = request.wheelchair || person.mobility === 'wheelchair'
        return [{ offerId, helpKind, startsAt, endsAt, comune: person.comune?.name ?? null, toPlace, wheelchair }]
      }),
      services: services.map(
        ({ id: serviceId, offers: [accepted], request, person, vehicle, wantsOutAt, ...service }) => ({
          ...service,
          serviceId,
          offerId: accepted?.id ?? null,
          personFirstName: person.firstName,
          personPhoneE164: person.phones[0]?.e164 ?? null,
          fromPlace: service.fromPlace ?? request.fromPlace,
          toPlace: service.toPlace ?? request.toPlace,
          vehicleName: vehicle ? `${vehicle.name} ${vehicle.plate}` : null,
          recognisedBy: request.recognisedBy,
          wantsOut: wantsOutAt !== null,
        }),
      ),
    }
  },
})

type Writes = PageLinkRows &
  Pick<PersonalLinkRows, 'closePageLinks' | 'hasIntent'> & { forgetPageLinks(before: Date): Promise<void> }

export const volunteerPageWrites = (db: Db): Writes => ({
  async closePageLinks(volunteerId) {
    return (await db.volunteerPageLink.deleteMany({ where: { volunteerId } })).count
  },

  async hasIntent(intentKey) {
    return (await db.message.count({ where: { intentKey } })) > 0
  },

  async addPageLink(volunteerId, { dayOn, ...link }) {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    const day = dayOn === undefined ? null : toDateColumn(dayOn)
    await db.volunteerPageLink.create({ data: { ...link, tokenHash: hashOf(token), volunteerId, dayOn: day } })
    return { token }
  },

  async forgetPageLinks(before) {
    const where = { expiresAt: { lt: before } }
    await db.volunteerPageLink.deleteMany({ where })
    await db.vehiclePageLink.deleteMany({ where })
  },
})
