import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { VehicleCardView } from '../../../../contract/vehicles.ts'
import { type ApiError, call } from '../../api-client.ts'
import { formatCount, formatWholeMoment } from '../../formats.ts'
import { queryClient, queryKey } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Tag } from '../../ui/card.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Table } from '../../ui/table.tsx'
import { words as uiWords } from '../../ui/words.ts'
import { useUnsavedValues } from '../../unsaved.ts'
import { words } from './words.ts'

const keep = (card: VehicleCardView) =>
  queryClient.setQueryData(queryKey('readVehicle', { params: { vehicleId: card.id } }), card)

function NewReading({ vehicleId }: { vehicleId: string }) {
  const [on, setOn] = useState('oggi')
  const [km, setKm] = useState('')
  const [wrong, setWrong] = useState<Record<string, string>>({})
  const add = useMutation<VehicleCardView, ApiError, { on: string; km: number }>({
    mutationFn: (body) => call('readOdometer', { params: { vehicleId }, body }),
    onSuccess: (card) => {
      setKm('')
      keep(card)
    },
  })
  useUnsavedValues(km, add.data)
  const errors = { ...add.error?.fields, ...wrong }
  function write(): void {
    const day = understoodDay(on, 'back')
    const digits = km.replaceAll(/[\s.]/g, '')
    const found = {
      ...(day ? {} : { on: uiWords.dayNotUnderstood }),
      ...(/^\d{1,7}$/.test(digits) ? {} : { km: words.numberWrong }),
    }
    setWrong(found)
    if (day && Object.keys(found).length === 0) add.mutate({ on: day, km: Number(digits) })
  }
  return (
    <form
      className="row-fields"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        write()
      }}
    >
      <DayField label={words.readOn} value={on} onChange={setOn} leaning="back" error={errors.on} />
      <Field
        label={words.km}
        value={km}
        onChange={setKm}
        error={errors.km}
        inputMode="numeric"
        maxLength={9}
        isNarrow
      />
      <Button type="submit" isBusy={add.isPending}>
        {words.addReading}
      </Button>
      {add.error && Object.keys(add.error.fields).length === 0 && <ProblemNotice error={add.error} />}
    </form>
  )
}

const number = (value: number | null): string => (value === null ? '' : formatCount(value))

export function OdometerCard({ card, mayEdit }: { card: VehicleCardView; mayEdit: boolean }) {
  const forget = useMutation<VehicleCardView, ApiError, string>({
    mutationFn: (readingId) => call('forgetReading', { params: { vehicleId: card.id, readingId } }),
    onSuccess: keep,
  })
  return (
    <Card title={words.odometer}>
      <div className="stack">
        <p>{words.odometerNow(formatCount(card.odometerKm))}</p>
        {mayEdit && <NewReading vehicleId={card.id} />}
        {forget.error && <ProblemNotice error={forget.error} />}
        <Table
          caption={words.readings}
          rows={card.odometer}
          keyOf={({ id, readAt, km }) => id ?? `${readAt} ${km}`}
          emptyText={words.noReadings}
          columns={[
            { name: words.readOn, cell: ({ readAt }) => formatWholeMoment(readAt) },
            { name: words.km, cell: ({ km }) => formatCount(km), isNumber: true },
            { name: words.driven, cell: ({ driven }) => number(driven), isNumber: true },
            {
              name: words.recorded,
              cell: ({ driven, recorded }) => (driven === null ? '' : number(recorded)),
              isNumber: true,
            },
            {
              name: words.unexplained,
              cell: ({ unexplained, isGap }) =>
                isGap ? <Tag kind="warning">{words.gap(number(unexplained))}</Tag> : number(unexplained),
              isNumber: true,
            },
            ...(mayEdit
              ? [
                  {
                    name: words.corrections,
                    cell: ({ id, readAt }: VehicleCardView['odometer'][number]) =>
                      id ? (
                        <Button
                          kind="quiet"
                          label={words.forgetReading(formatWholeMoment(readAt))}
                          onPress={() => forget.mutate(id)}
                        >
                          {words.forget}
                        </Button>
                      ) : (
                        words.ofService
                      ),
                  },
                ]
              : []),
          ]}
        />
      </div>
    </Card>
  )
}
