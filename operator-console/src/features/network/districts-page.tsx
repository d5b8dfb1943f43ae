import { useRef, useState } from 'react'
import type { NetworkView } from '../../../../contract/network.ts'
import { formatDay } from '../../formats.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { useBorrowedFocus } from './borrowed-focus.ts'
import { useNetworkChange } from './network-change.ts'
import { NetworkPageFrame } from './network-frame.tsx'
import { words } from './words.ts'

type District = NetworkView['districts'][number]

const NOBODY = 'nobody'

const nameOf = (id: string | null, { points }: NetworkView): string =>
  points.find((point) => point.id === id)?.name ?? words.nobody

/** Who is written to answer on that day: what the change would take the place of. */
function holderOn(day: string, { pointId, changes }: District): string | null {
  const later = changes.filter(({ validFrom }) => validFrom <= day).at(-1)
  return later ? later.pointId : pointId
}

function Later({ district, network }: { district: District; network: NetworkView }) {
  const withdraw = useNetworkChange('withdrawDistrict')
  const mayWithdraw = useMay('network:write')
  const { changes, prefix } = district
  return (
    <>
      {changes.map(({ pointId, validFrom }) => {
        const day = formatDay(validFrom)
        const text = pointId === null ? words.laterNobody(day) : words.laterChange(nameOf(pointId, network), day)
        return (
          <div key={validFrom} className="row">
            <span>{text}</span>
            {mayWithdraw && (
              <Button
                label={words.withdrawChangeLabel(text)}
                isBusy={withdraw.isPending}
                onPress={() => withdraw.mutate({ params: { prefix: prefix as '02', validFrom } })}
              >
                {words.withdrawChange}
              </Button>
            )}
          </div>
        )
      })}
      {withdraw.error && <ProblemNotice error={withdraw.error} />}
    </>
  )
}

function ChangeDistrict({
  district,
  network,
  onClose,
}: {
  district: District
  network: NetworkView
  onClose: () => void
}) {
  const points = network.points.filter(({ kind, active }) => kind === 'point' && active)
  const [chosen, setChosen] = useState(district.pointId ?? NOBODY)
  const [day, setDay] = useState('')
  const [asked, setAsked] = useState(false)
  useUnsavedValues([chosen, day])
  const save = useNetworkChange('assignDistrict', onClose)
  const formRef = useRef<HTMLFormElement>(null)
  useBorrowedFocus(formRef)
  const validFrom = understoodDay(day, 'ahead')
  const fields = save.error?.fields ?? {}
  return (
    <Card title={words.changeDistrict(district.name, district.prefix)}>
      <form
        ref={formRef}
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(true)
          if (!validFrom) return
          const pointId = chosen === NOBODY ? null : chosen
          const body = { pointId, validFrom, replacesPointId: holderOn(validFrom, district) }
          save.mutate({ params: { prefix: district.prefix as '02' }, body })
        }}
      >
        <Select
          label={words.answeredBy}
          options={[...points.map(({ id }) => id), NOBODY]}
          names={{ ...Object.fromEntries(points.map(({ id, name }) => [id, name])), [NOBODY]: words.nobodyShort }}
          value={chosen}
          onChange={(id) => id && setChosen(id)}
          none={null}
          error={fields.pointId ?? fields.districts}
        />
        <DayField
          label={words.startingOn}
          hint={words.dayHint}
          value={day}
          onChange={setDay}
          leaning="ahead"
          error={fields.validFrom ?? (asked && !validFrom ? words.dayMissing : undefined)}
        />
        {save.error && Object.keys(fields).length === 0 && <ProblemNotice error={save.error} />}
        <div className="row">
          <Button kind="primary" type="submit" isBusy={save.isPending}>
            {words.save}
          </Button>
          <Button onPress={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Card>
  )
}

export function DistrictsPage() {
  const network = useAnswer('readNetwork', {})
  const mayWrite = useMay('network:write')
  const [changing, setChanging] = useState<string | null>(null)
  return (
    <NetworkPageFrame title={words.districts}>
      <p>{words.districtsIntro}</p>
      <Answer answer={network}>
        {(view) => {
          const district = view.districts.find(({ prefix }) => prefix === changing)
          return (
            <>
              {district && (
                <ChangeDistrict
                  key={district.prefix}
                  district={district}
                  network={view}
                  onClose={() => setChanging(null)}
                />
              )}
              <Table
                caption={words.districtsCaption}
                rows={view.districts}
                keyOf={({ prefix }) => prefix}
                columns={[
                  { name: words.district, cell: ({ name, prefix }) => `${name} (${prefix})` },
                  { name: words.point, cell: ({ pointId }) => nameOf(pointId, view) },
                  { name: words.later, cell: (row) => <Later district={row} network={view} /> },
                  ...(mayWrite
                    ? [
                        {
                          name: words.change,
                          cell: ({ name, prefix }: District) => (
                            <Button label={words.changeLabel(name)} onPress={() => setChanging(prefix)}>
                              {words.change}
                            </Button>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
            </>
          )
        }}
      </Answer>
    </NetworkPageFrame>
  )
}
