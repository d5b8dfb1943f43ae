import { useRef, useState } from 'react'
import type { PointView } from '../../../../contract/network.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useSeenVersion } from '../../ui/seen-version.ts'
import { useUnsavedValues } from '../../unsaved.ts'
import { NeighbourList } from './neighbour-list.tsx'
import { useNetworkChange } from './network-change.ts'
import { errorOf, PlaceFields, usePlace } from './place-fields.tsx'
import { words } from './words.ts'

interface PointDetailsFormProps {
  point: PointView
  points: readonly PointView[]
  onSaved: () => void
  onReadAgain: () => void
}

const detailsOf = (point: PointView) => {
  const { name, comune, address, patronSaint, fixedPhones, ringTimeoutSeconds, neighbourIds } = point
  return [name, comune, address, patronSaint, fixedPhones, ringTimeoutSeconds, neighbourIds]
}

export function PointDetailsForm({ point, points, onSaved, onReadAgain }: PointDetailsFormProps) {
  const place = usePlace(point)
  const [name, setName] = useState(point.name)
  const [neighbours, setNeighbours] = useState<readonly string[]>(point.neighbourIds)
  const save = useNetworkChange('changePoint', onSaved)
  useUnsavedValues([name, place.read(), neighbours], save.data)
  const version = useSeenVersion(point.version, detailsOf(point))
  const formRef = useRef<HTMLFormElement>(null)
  const fields = save.error?.fields ?? {}
  useFocusFirstError(formRef, save.error?.fields)
  return (
    <Card title={words.details}>
      <form
        ref={formRef}
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const body = { version, name, ...place.read(), neighbours: [...neighbours] }
          save.mutate({ params: { pointId: point.id }, body })
        }}
      >
        <Field label={words.name} value={name} onChange={setName} error={fields.name} maxLength={200} />
        <PlaceFields place={place} kind={point.kind} errors={fields} />
        {point.kind === 'point' && (
          <NeighbourList
            point={point}
            points={points}
            neighbourIds={neighbours}
            onChange={setNeighbours}
            error={errorOf(fields, 'neighbours')}
          />
        )}
        {save.error && Object.keys(fields).length === 0 && <ProblemNotice error={save.error} />}
        <div className="row">
          <Button kind="primary" type="submit" isBusy={save.isPending}>
            {words.save}
          </Button>
          {save.error?.kind === 'conflict' && <Button onPress={onReadAgain}>{words.readAgain}</Button>}
        </div>
      </form>
    </Card>
  )
}
