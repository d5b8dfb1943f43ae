import type { AssociationView, NetworkView, NetworkWeek } from '../../contract/network.ts'
import type { listAssociations, readNetwork } from '../../helpline/access/read-network.ts'
import { closedReasonText } from '../../helpline/territory/call-routing.ts'
import type { Period } from '../../helpline/territory/opening-hours.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import type { WeekCoverage } from '../../helpline/territory/week-coverage.ts'

type Network = Awaited<ReturnType<typeof readNetwork>>
type Association = Awaited<ReturnType<typeof listAssociations>>[number]

const viewComune = (istatCode: string | null, name: string | null) =>
  istatCode !== null && name !== null ? { istatCode, name } : null

export const viewNetwork = ({ today, points, districts }: Network): NetworkView => ({
  today,
  points: points.map(({ comuneIstatCode, comuneName, fixedPhones, patronSaint, ...point }) => ({
    ...point,
    comune: viewComune(comuneIstatCode, comuneName),
    // A volunteer's own number may be among them.
    fixedPhones: point.mayEdit ? fixedPhones.map(formatPhone) : [],
    patronSaint,
  })),
  districts,
})

export const viewAssociation = ({
  comuneIstatCode,
  comuneName,
  phoneE164,
  listeningPointId,
  ...association
}: Association): AssociationView => ({
  ...association,
  comune: viewComune(comuneIstatCode, comuneName),
  phone: phoneE164 && formatPhone(phoneE164),
  pointId: listeningPointId,
  membersOnly: association.membersOnly ?? false,
})

const viewPeriod = ({ from, to }: Period) => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() })

export const viewWeek = ({ days, points, districts }: WeekCoverage): NetworkWeek => ({
  days: [...days],
  points: points.map((point) => ({
    ...point,
    days: point.days.map(({ off, open, ...day }) => ({
      ...day,
      off: off && closedReasonText(off),
      open: open.map(viewPeriod),
    })),
  })),
  districts: districts.map((district) => ({
    ...district,
    days: district.days.map(({ date, listeningPointId, gaps }) => ({
      ...{ date, pointId: listeningPointId },
      gaps: gaps.map(viewPeriod),
    })),
  })),
})
