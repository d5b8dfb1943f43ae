import type { VolunteerCardView } from '../../../../contract/volunteers.ts'
import { helpKindNames } from '../../../../helpline/contacts/kinds.ts'
import { pairingKindNames } from '../../../../helpline/dispatch/volunteers/pairings.ts'
import { volunteerPaperNames } from '../../../../helpline/dispatch/volunteers/volunteer-papers.ts'
import { registerEntryKindNames } from '../../../../helpline/dispatch/volunteers/volunteer-register.ts'
import { messageChannelNames } from '../../../../helpline/reaching/message-channel.ts'
import { CallButton } from '../../calling/call-button.tsx'
import { capitalised, formatDay, formatWholeMoment } from '../../formats.ts'
import { PaperTag } from '../../summaries/papers.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { periodInWords } from '../../ui/period-rows.tsx'
import { words } from './words.ts'

const names = words.fields
type Props = { card: VolunteerCardView }

export const DetailsFacts = ({ card }: Props) => (
  <Facts
    facts={[
      [
        names.phone,
        <span key="phone" className="row">
          {card.phone}
          <CallButton to={{ kind: 'volunteer', volunteerId: card.id }} who={card.name} />
        </span>,
      ],
      [names.association, card.association],
      [
        names.startedOn,
        words.since(formatDay(card.startedOn), card.endedOn && formatDay(card.endedOn)) +
          (card.occasional ? `, ${words.occasional}` : `, ${words.regular}`),
      ],
      [names.fiscalCode, card.fiscalCode],
      [
        names.birthDate,
        card.birthDate &&
          [formatDay(card.birthDate), card.birthPlace, words.age(card.age ?? 0)].filter(Boolean).join(', '),
      ],
      [names.address, [card.address, card.comune].filter(Boolean).join(', ')],
      [names.channel, messageChannelNames[card.preferredChannel]],
      [names.quiet, card.quietFrom && card.quietUntil && `${card.quietFrom}–${card.quietUntil}`],
      [names.wants, words.wants[card.wantsMoreOften < 0 ? '-1' : card.wantsMoreOften > 0 ? '1' : '0']],
    ]}
  />
)

export const AbilitiesFacts = ({ card }: Props) => (
  <>
    <p>
      {card.skills.length === 0
        ? words.noSkills
        : capitalised(card.skills.map((kind) => helpKindNames[kind]).join('; '))}
      {card.wheelchairTrained && `. ${names.wheelchairTrained}.`}
    </p>
    <ul className="plain-list stack-tight">
      {card.papers.map((paper) => (
        <li key={`${paper.paper} ${paper.title}`}>
          <PaperTag {...paper} name={paper.title ?? volunteerPaperNames[paper.paper]} />
        </li>
      ))}
    </ul>
  </>
)

export function AbsenceFacts({ card }: Props) {
  if (card.timeOff.length === 0) return <p className="soft">{words.noAbsences}</p>
  return (
    <ul className="plain-list stack-tight">
      {card.timeOff.map(({ from, until }) => (
        <li key={from}>{periodInWords({ from, until })}</li>
      ))}
    </ul>
  )
}

export const PairingFacts = ({ card }: Props) =>
  card.pairings.length === 0 ? (
    <p className="soft">{words.noPairings}</p>
  ) : (
    <ul className="plain-list stack-tight">
      {card.pairings.map(({ personId, personName, kind }) => (
        <li key={`${personId} ${kind}`}>
          {personName}: {pairingKindNames[kind]}
        </li>
      ))}
    </ul>
  )

export const TrainingFacts = ({ card }: Props) =>
  card.trainings.length === 0 ? (
    <p className="soft">{words.noTrainings}</p>
  ) : (
    <ul className="plain-list stack-tight">
      {card.trainings.map(({ title, heldOn, validUntil }) => (
        <li key={`${title} ${heldOn}`}>
          {title}, {formatDay(heldOn)}
          {validUntil && ` (${words.periodSpan(null, formatDay(validUntil))})`}
        </li>
      ))}
    </ul>
  )

export const RegisterFacts = ({ card }: Props) => (
  <Card title={words.inRegister}>
    {card.register.length === 0 && <p>{card.occasional ? words.occasionalNotRegistered : words.notRegistered}</p>}
    {card.registerGaps.length > 0 && <p>{words.registerGaps(card.registerGaps.join(' e '))}</p>}
    <ul className="plain-list stack-tight">
      {card.register.map(({ number, kind, at }) => (
        <li key={number}>{words.registerEntry(number, registerEntryKindNames[kind], formatWholeMoment(at))}</li>
      ))}
    </ul>
  </Card>
)
