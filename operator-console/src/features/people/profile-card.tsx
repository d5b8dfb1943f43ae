import type { PersonCard } from '../../../../contract/people.ts'
import { alreadyHelpedByNames, mobilityNames, sexNames } from '../../../../helpline/people/profile.ts'
import { CallButton } from '../../calling/call-button.tsx'
import { ageInWords, formatDay } from '../../formats.ts'
import { Card, Facts } from '../../ui/card.tsx'
import { words as uiWords } from '../../ui/words.ts'
import { words } from './words.ts'

const yesNo = (value: boolean | null): string | null => (value === null ? null : value ? uiWords.yes : uiWords.no)

const PhoneList = ({ card }: { card: PersonCard }) => (
  <ul className="plain-list stack-tight">
    {card.phoneNumbers.map(({ number, label }) => (
      <li key={number} className="row">
        {label ? `${number} (${label})` : number}
        <span className="no-print">
          <CallButton to={{ kind: 'person', personId: card.id, number }} who={`${card.name}, ${number}`} />
        </span>
      </li>
    ))}
  </ul>
)

export function ProfileCard({ card }: { card: PersonCard }) {
  const names = words.fields
  const { place } = card
  return (
    <Card title={words.profile}>
      <Facts
        facts={[
          [names.phones, card.phoneNumbers.length > 0 && <PhoneList card={card} />],
          [names.nickname, card.nickname],
          [names.comuneIstatCode, card.comune],
          [names.address, card.address],
          [words.ambito, place?.ambito],
          [words.asl, place?.asl],
          [words.ats, place?.ats],
          [words.asst, place?.asst],
          [words.district, place?.district && `${place.district.prefix} ${place.district.name}`],
          [
            names.birthDate,
            card.birthDate && [formatDay(card.birthDate), ageInWords(card.age)].filter(Boolean).join(', '),
          ],
          [names.fiscalCode, card.fiscalCode],
          [names.sex, card.sex && sexNames[card.sex]],
          [names.mobility, card.mobility && mobilityNames[card.mobility]],
          [names.alreadyHelpedBy, card.alreadyHelpedBy && alreadyHelpedByNames[card.alreadyHelpedBy]],
          [names.livesAlone, yesNo(card.livesAlone)],
          [names.member, yesNo(card.member)],
          [names.memberUntil, card.memberUntil && formatDay(card.memberUntil)],
          [names.mayLeaveMessage, yesNo(card.mayLeaveMessage)],
          [names.listeningPointId, card.listeningPointName],
          [names.notes, card.notes],
        ]}
      />
    </Card>
  )
}
