import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PresenceView } from '../../../../contract/session.ts'
import { presenceStateNames, presenceStates } from '../../../../helpline/access/presence-states.ts'
import { asApiError, call, type InputFor } from '../../api-client.ts'
import { queryKey, useAnswer } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { useSoftphone, useSoftphoneIsAvailable } from '../../softphone/this-softphone.ts'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { words } from './words.ts'

type Station = InputFor<'setPresence'>['body']

const places = ['phone', 'browser'] as const

function StationForm({ presence }: { presence: PresenceView | undefined }) {
  const { operator, listeningPoints } = useSession()
  const client = useQueryClient()
  const [station, setStation] = useState<Station>(() => ({
    listeningPointId: presence?.listeningPointId ?? listeningPoints[0]?.id ?? '',
    state: presence?.state ?? 'offline',
    phone: presence?.phone ?? operator.phone,
    inBrowser: presence?.inBrowser ?? false,
  }))
  const mayRingHere = useSoftphoneIsAvailable()
  const { line } = useSoftphone()
  const ringsHere = mayRingHere && station.inBrowser === true
  const [phoneMissing, setPhoneMissing] = useState(false)
  const save = useMutation({
    mutationFn: (body: Station) => call('setPresence', { body }),
    onSettled: () => client.invalidateQueries({ queryKey: queryKey('listPresence', {}).slice(0, 1) }),
  })
  const error = save.error ? asApiError(save.error) : null
  const pointNames = Object.fromEntries(listeningPoints.map(({ id, name }) => [id, name]))

  function change(part: Partial<Station>): void {
    const next = { ...station, ...part, phone: part.phone === undefined ? station.phone : part.phone }
    const needsPhone = next.state === 'available' && !next.inBrowser && !next.phone?.trim()
    setPhoneMissing(needsPhone)
    // The choice is shown only once it is true.
    if (needsPhone) {
      setStation({ ...next, state: station.state })
      return
    }
    setStation(next)
    save.mutate({ ...next, phone: next.phone?.trim() || null })
  }

  return (
    <div className="stack">
      <Select
        label={words.point}
        options={listeningPoints.map(({ id }) => id)}
        names={pointNames}
        value={station.listeningPointId}
        onChange={(pointId) => pointId && change({ listeningPointId: pointId })}
        none={null}
      />
      {mayRingHere && (
        <RadioGroup
          label={words.where}
          options={places}
          names={words.places}
          value={ringsHere ? 'browser' : 'phone'}
          onChange={(place) => change({ inBrowser: place === 'browser' })}
        />
      )}
      {ringsHere && line.kind !== 'off' && (
        <p role="status" className="soft">
          {line.kind === 'connecting' ? words.connectingHere : words.readyHere}
        </p>
      )}
      <Field
        label={words.phone}
        hint={words.phoneHint}
        type="tel"
        inputMode="tel"
        value={station.phone ?? ''}
        onChange={(phone) => setStation({ ...station, phone })}
        onBlur={() => {
          if ((station.phone ?? '') !== (presence?.phone ?? operator.phone ?? '')) change({ phone: station.phone })
        }}
        error={phoneMissing ? words.phoneNeeded : error?.fields.phone}
        maxLength={30}
      />
      <RadioGroup
        label={words.state}
        options={presenceStates}
        names={presenceStateNames}
        value={station.state}
        onChange={(state) => change({ state })}
      />
      <p role="status" className="soft">
        {save.isPending ? words.saving : save.isSuccess ? words.saved(pointNames[station.listeningPointId] ?? '') : ''}
      </p>
      {error && !error.fields.phone && <ProblemNotice error={error} onRetry={() => change({})} />}
    </div>
  )
}

export function MyStation() {
  const { operator } = useSession()
  const presence = useAnswer('listPresence', {})
  return (
    <Card title={words.mine}>
      <Answer answer={presence} lines={4}>
        {(people) => <StationForm presence={people.find(({ operatorId }) => operatorId === operator.id)} />}
      </Answer>
    </Card>
  )
}
