import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { PersonCard } from '../../../../contract/people.ts'
import {
  alreadyHelpedByNames,
  mobilityNames,
  relationKindNames,
  sexNames,
} from '../../../../helpline/people/profile.ts'
import { type ApiError, call } from '../../api-client.ts'
import { CallButton } from '../../calling/call-button.tsx'
import { helplineNow, useNow } from '../../clock.ts'
import { ageInWords, formatDay, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { queryClient, queryKey, useAnswer } from '../../queries.ts'
import { VoicemailPlayer } from '../../summaries/voicemail-player.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words as uiWords } from '../../ui/words.ts'
import { PersonForm } from './person-form.tsx'
import { bodyOf, changesOf, formOf, type PersonBody } from './person-form-values.ts'
import { words } from './words.ts'

const yesNo = (value: boolean | null): string | null => (value === null ? null : value ? uiWords.yes : uiWords.no)

function Profile({ card }: { card: PersonCard }) {
  const names = words.fields
  return (
    <Card title={words.profile}>
      <Facts
        facts={[
          [
            names.phones,
            card.phoneNumbers.length > 0 && (
              <ul className="plain-list stack-tight">
                {card.phoneNumbers.map(({ number, label }) => (
                  <li key={number} className="row">
                    {label ? `${number} (${label})` : number}
                    <CallButton to={{ kind: 'person', personId: card.id, number }} who={`${card.name}, ${number}`} />
                  </li>
                ))}
              </ul>
            ),
          ],
          [names.nickname, card.nickname],
          [names.comuneIstatCode, card.comune],
          [names.address, card.address],
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
          [names.mayLeaveMessage, yesNo(card.mayLeaveMessage)],
          [names.listeningPointId, card.listeningPointName],
          [names.notes, card.notes],
        ]}
      />
    </Card>
  )
}

function Relations({ card }: { card: PersonCard }) {
  return (
    <Card title={words.relations}>
      {card.relations.length === 0 ? (
        <p className="soft">{words.noRelations}</p>
      ) : (
        <Facts
          facts={card.relations.map(
            (relation) =>
              [
                `${relation.name} (${relationKindNames[relation.kind]})`,
                <span key={relation.id} className="row">
                  {[relation.phone, relation.informInAlarm && words.informInAlarm].filter(Boolean).join(', ') || '–'}
                  {relation.phone && (
                    <CallButton to={{ kind: 'relative', relationId: relation.id }} who={relation.name} />
                  )}
                </span>,
              ] as const,
          )}
        />
      )}
    </Card>
  )
}

type Passage = PersonCard['timeline'][number]

const whereIs = ({ kind, id, contactId }: Passage): string =>
  kind === 'service' ? paths.service(id) : paths.contact(contactId ?? id)

function Timeline({ card }: { card: PersonCard }) {
  const now = useNow(60_000)
  const what = (passage: Passage) =>
    passage.voicemail ? (
      <VoicemailPlayer voicemail={passage.voicemail} />
    ) : (
      <Link href={whereIs(passage)} className="table-link">
        {passage.text}
      </Link>
    )
  return (
    <Table
      caption={words.timeline}
      rows={card.timeline}
      keyOf={(passage) => `${passage.kind}-${passage.id}`}
      emptyText={words.noTimeline}
      columns={[
        { name: words.when, cell: (passage) => formatMoment(passage.at, now) },
        { name: words.what, cell: what },
      ]}
    />
  )
}

function EditCard({ card, onDone }: { card: PersonCard; onDone: (isSaved: boolean) => void }) {
  // What the form started from: only the differences are sent, on whatever version the card has reached.
  const [start] = useState(() => formOf(card))
  const save = useMutation<PersonCard, ApiError, PersonBody>({
    mutationFn: (body) => {
      const changes = changesOf(body, bodyOf(start, helplineNow()).body)
      return call('changePerson', { params: { personId: card.id }, body: { ...changes, version: card.version } })
    },
    onSuccess: (saved) => {
      queryClient.setQueryData(queryKey('readPerson', { params: { personId: card.id } }), saved)
      onDone(true)
    },
    onError: (error) => {
      if (error.kind === 'conflict') void queryClient.invalidateQueries({ queryKey: ['readPerson'] })
    },
  })
  return (
    <Card title={words.edit}>
      <PersonForm
        start={start}
        saveText={words.save}
        error={save.error}
        isBusy={save.isPending}
        onSave={save.mutate}
        onCancel={() => onDone(false)}
      />
    </Card>
  )
}

function CardView({ card }: { card: PersonCard }) {
  const [mode, setMode] = useState<'reading' | 'writing' | 'saved'>('reading')
  return (
    <Page
      title={card.name}
      aside={
        mode !== 'writing' && (
          <Button shortcut="F2" onPress={() => setMode('writing')}>
            {words.edit}
          </Button>
        )
      }
    >
      <p className="soft">{words.cardNumber(card.cardNumber)}</p>
      {mode === 'saved' && <Notice kind="done" title={words.saved} />}
      {card.hardOfHearing && <Notice kind="warning" said={false} title={words.hardOfHearingNote} />}
      {card.warning && (
        <Notice kind="warning" said={false} title={words.warning}>
          <p>{card.warning}</p>
        </Notice>
      )}
      {mode === 'writing' ? (
        <EditCard card={card} onDone={(isSaved) => setMode(isSaved ? 'saved' : 'reading')} />
      ) : (
        <Profile card={card} />
      )}
      <Relations card={card} />
      <Timeline card={card} />
    </Page>
  )
}

export function PersonPage({ personId }: { personId: string }) {
  const person = useAnswer('readPerson', { params: { personId } })
  if (person.data) return <CardView card={person.data} />
  return (
    <Page title={words.card}>
      <Answer answer={person}>{() => null}</Answer>
    </Page>
  )
}
