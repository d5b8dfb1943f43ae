import { useState } from 'react'
import type { CandidatesView, CandidateView } from '../../../contract/board.ts'
import { CallButton } from '../calling/call-button.tsx'
import { useAnswer } from '../queries.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Select } from '../ui/select.tsx'
import { Answer } from '../ui/skeleton.tsx'
import { Table } from '../ui/table.tsx'
import './candidates.css'
import type { HandChanges, ServiceAtHand } from './hand-change.ts'
import { words } from './words.ts'

interface CandidatesProps {
  service: ServiceAtHand
  requestId: string
  isRide: boolean
  /** Who has it now: another vehicle may be given. */
  current: { id: string; name: string } | null
  changes: HandChanges
}

const NO_VEHICLE = 'none'

/** Who can do a service, best first: one calls them, and writes down their yes. */
export function Candidates({ service, requestId, isRide, current, changes }: CandidatesProps) {
  const candidates = useAnswer('listCandidates', { params: { serviceId: service.id } })
  const [vehicle, setVehicle] = useState('any')
  const assign = (volunteer: { id: string; name: string }) =>
    changes.assign.mutate({ service, volunteer, vehicleId: vehicle === NO_VEHICLE ? null : vehicle })
  const table = (caption: string, rows: readonly CandidateView[]) => (
    <Table
      caption={caption}
      rows={rows}
      keyOf={(row) => row.volunteerId}
      emptyText={words.nobody}
      columns={[
        {
          name: words.name,
          cell: (row) => (
            <>
              <strong>{row.name}</strong>
              <br />
              <span className="soft">
                {row.associationName}, {row.phone}
              </span>
            </>
          ),
        },
        { name: words.why, cell: (row) => row.reasons.join('; ') },
        {
          name: words.todo,
          cell: (row) => (
            <div className="row">
              <CallButton
                to={{ kind: 'volunteer', volunteerId: row.volunteerId }}
                who={row.name}
                servesRequestId={requestId}
              />
              <Button
                label={words.assignTo(row.name)}
                isBusy={changes.assign.isPending && changes.assign.variables.volunteer.id === row.volunteerId}
                onPress={() => assign({ id: row.volunteerId, name: row.name })}
              >
                {words.saysYes}
              </Button>
            </div>
          ),
        },
      ]}
    />
  )
  const refused = changes.assign.error
  const isOurs = changes.assign.variables?.service.id === service.id
  return (
    <div className="stack">
      <p>{words.callFirst}</p>
      <Answer answer={candidates}>
        {({ ranked, excluded, vehicles }) => (
          <>
            {isRide && <VehicleSelect vehicles={vehicles} value={vehicle} onChange={setVehicle} />}
            {isRide && current && (
              <div className="row">
                <Button isBusy={changes.assign.isPending} onPress={() => assign(current)}>
                  {words.vehicleTo(current.name)}
                </Button>
              </div>
            )}
            {refused && isOurs && <Refusal error={refused} />}
            {table(words.ranked, ranked)}
            {excluded.length > 0 && (
              <details>
                <summary className="candidates-more">{words.excluded(excluded.length)}</summary>
                {table(words.excluded(excluded.length), excluded)}
              </details>
            )}
          </>
        )}
      </Answer>
    </div>
  )
}

export const Refusal = ({ error }: { error: NonNullable<HandChanges['assign']['error']> }) => (
  <Notice kind="problem" said="now" title={error.message}>
    {Object.entries(error.fields).map(([field, sentence]) => (
      <p key={field}>{sentence}</p>
    ))}
  </Notice>
)

interface VehicleSelectProps {
  vehicles: CandidatesView['vehicles']
  value: string
  onChange: (value: string) => void
}

function VehicleSelect({ vehicles, value, onChange }: VehicleSelectProps) {
  const names: Record<string, string> = { any: words.anyVehicle, [NO_VEHICLE]: words.noVehicle }
  for (const { id, name, plate, obstacles } of vehicles) {
    const whole = `${name} ${plate}`
    names[id] = obstacles.length > 0 ? words.vehicleNot(whole, obstacles.join(', ')) : whole
  }
  return (
    <Select
      label={words.vehicle}
      options={['any', ...vehicles.map(({ id }) => id), NO_VEHICLE]}
      names={names}
      value={value}
      onChange={(chosen) => onChange(chosen ?? 'any')}
      none={null}
    />
  )
}
