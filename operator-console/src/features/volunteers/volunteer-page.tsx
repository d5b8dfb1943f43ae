import type { VolunteerCardView } from '../../../../contract/volunteers.ts'
import { helpKindNames } from '../../../../helpline/contacts/kinds.ts'
import { volunteerObstacleNames } from '../../../../helpline/dispatch/volunteers/volunteer-fitness.ts'
import { call } from '../../api-client.ts'
import { queryClient, queryKey, useAnswer } from '../../queries.ts'
import { VolunteerReachingCard } from '../../reaching/reaching-card.tsx'
import { useMay } from '../../session.tsx'
import { AffectedServices } from '../../summaries/papers.tsx'
import { EditableCard } from '../../ui/editable-card.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { AbilitiesFields, abilitiesBody, abilitiesOf } from './abilities-fields.tsx'
import { AbsenceFields, absencesBody, absencesOf } from './absence-fields.tsx'
import {
  AbilitiesFacts,
  AbsenceFacts,
  DetailsFacts,
  PairingFacts,
  RegisterFacts,
  TrainingFacts,
} from './card-facts.tsx'
import { DetailsFields, detailsBody, detailsOf } from './details-fields.tsx'
import { PairingFields, pairingsBody, pairingsOf } from './pairing-fields.tsx'
import { PersonalLink } from './personal-link.tsx'
import { TrainingFields, trainingsBody, trainingsOf } from './training-fields.tsx'
import type { VolunteerPatch } from './volunteer-patch.ts'
import { WeekFacts, WeekFields, weekBody, weekOf } from './week-fields.tsx'
import { words } from './words.ts'
import './volunteers.css'

const addressed = (card: VolunteerCardView) => ({ params: { volunteerId: card.id } })

/** What each part shares. */
const sharedBy = (card: VolunteerCardView, mayEdit: boolean) => ({
  mayEdit,
  version: card.version,
  savedWord: words.saved,
  send: async (body: VolunteerPatch, version: number) => {
    const saved = await call('changeVolunteer', { ...addressed(card), body: { ...body, version } })
    queryClient.setQueryData(queryKey('readVolunteer', addressed(card)), saved)
    void queryClient.invalidateQueries({ queryKey: ['listVolunteers'] })
  },
  onConflict: () => void queryClient.invalidateQueries({ queryKey: queryKey('readVolunteer', addressed(card)) }),
})

function CardParts({ card }: { card: VolunteerCardView }) {
  const mayEdit = useMay('volunteer:write')
  const shared = sharedBy(card, mayEdit)
  return (
    <>
      <EditableCard
        {...shared}
        title={words.details}
        editWord={words.editDetails}
        valuesOf={() => detailsOf(card)}
        bodyOf={detailsBody}
        reading={<DetailsFacts card={card} />}
      >
        {(part) => <DetailsFields {...part} />}
      </EditableCard>
      <EditableCard
        {...shared}
        title={words.abilities}
        editWord={words.editAbilities}
        valuesOf={() => abilitiesOf(card)}
        bodyOf={abilitiesBody}
        reading={<AbilitiesFacts card={card} />}
      >
        {(part) => <AbilitiesFields {...part} />}
      </EditableCard>
      <AffectedServices
        upcoming={card.upcoming}
        services={card.affected.map(({ obstacles, helpKind, ...service }) => ({
          ...{ ...service, what: helpKindNames[helpKind] },
          reasons: obstacles.map((each) => volunteerObstacleNames[each]),
        }))}
      />
      <EditableCard
        {...shared}
        title={words.week}
        editWord={words.editWeek}
        valuesOf={() => weekOf(card)}
        bodyOf={weekBody}
        reading={<WeekFacts {...card} />}
      >
        {(part) => <WeekFields {...part} />}
      </EditableCard>
      <EditableCard
        {...shared}
        title={words.absences}
        editWord={words.editAbsences}
        valuesOf={() => absencesOf(card)}
        bodyOf={absencesBody}
        reading={<AbsenceFacts card={card} />}
      >
        {(part) => <AbsenceFields {...part} />}
      </EditableCard>
      <EditableCard
        {...shared}
        title={words.pairings}
        editWord={words.editPairings}
        valuesOf={() => pairingsOf(card)}
        bodyOf={pairingsBody}
        reading={<PairingFacts card={card} />}
      >
        {(part) => <PairingFields {...part} />}
      </EditableCard>
      <EditableCard
        {...shared}
        title={words.trainings}
        editWord={words.editTrainings}
        valuesOf={() => trainingsOf(card)}
        bodyOf={trainingsBody}
        reading={<TrainingFacts card={card} />}
      >
        {(part) => <TrainingFields {...part} />}
      </EditableCard>
      <VolunteerReachingCard volunteerId={card.id} />
      {mayEdit && <PersonalLink card={card} />}
      <RegisterFacts card={card} />
    </>
  )
}

export function VolunteerPage({ volunteerId }: { volunteerId: string }) {
  const volunteer = useAnswer('readVolunteer', { params: { volunteerId } })
  return (
    <Page title={volunteer.data?.name ?? words.title}>
      <Answer answer={volunteer}>{(card) => <CardParts card={card} />}</Answer>
    </Page>
  )
}
