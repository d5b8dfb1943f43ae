import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { weekAsText } from './hours-text.ts'
import { useNetworkChange } from './network-change.ts'
import { NetworkPageFrame } from './network-frame.tsx'
import { PlaceFields, usePlace } from './place-fields.tsx'
import { useWeek, WeekFields } from './week-fields.tsx'
import { words } from './words.ts'

const nowhere = { comune: null, address: null, patronSaint: null, fixedPhones: [], ringTimeoutSeconds: 25 }

export function NewPointPage() {
  const [, navigate] = useLocation()
  const [name, setName] = useState('')
  const place = usePlace(nowhere)
  const week = useWeek(weekAsText([]))
  const add = useNetworkChange('addPoint', ({ id }) => navigate(paths.point(id)))
  useUnsavedValues([name, place.read(), week.typed])
  const formRef = useRef<HTMLFormElement>(null)
  const fields = add.error?.fields ?? {}
  useFocusFirstError(formRef, add.error?.fields)
  return (
    <NetworkPageFrame title={words.newPointTitle}>
      <p>{words.newPointIntro}</p>
      <form
        ref={formRef}
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const hours = week.read()
          if (hours) add.mutate({ body: { name, ...place.read(), hours } })
        }}
      >
        <Field label={words.name} value={name} onChange={setName} error={fields.name} maxLength={200} />
        <PlaceFields place={place} kind="point" errors={fields} />
        <WeekFields week={week} errors={fields} />
        {add.error && Object.keys(fields).length === 0 && <ProblemNotice error={add.error} />}
        <div className="row">
          <Button kind="primary" type="submit" isBusy={add.isPending}>
            {words.save}
          </Button>
        </div>
      </form>
    </NetworkPageFrame>
  )
}
