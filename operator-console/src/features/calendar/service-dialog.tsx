import { useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Link } from 'wouter'
import type { CalendarService, CalendarView } from '../../../../contract/board.ts'
import { helpKindNames } from '../../../../helpline/contacts/kinds.ts'
import { Refusal } from '../../assigning/candidates.tsx'
import type { HandChanges, ServiceAtHand } from '../../assigning/hand-change.ts'
import { MoveForm } from '../../assigning/move-form.tsx'
import { useNow } from '../../clock.ts'
import { capitalised, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { words } from './words.ts'

export interface Chosen {
  service: CalendarService
  drop: { kind: 'volunteer' | 'vehicle'; id: string } | null
}

interface ServiceDialogProps {
  chosen: Chosen
  view: CalendarView
  changes: HandChanges
  onClose: () => void
}

const NO_VEHICLE = 'none'

/** One service of the calendar: who goes and with what may be chosen anew, and what is in the way is said before it is saved. */
export function ServiceDialog({ chosen, view, changes, onClose }: ServiceDialogProps) {
  const service = view.services.find(({ id }) => id === chosen.service.id) ?? chosen.service
  const now = useNow(60_000)
  const mayAssign = useMay('service:assign')
  const title = words.dialog(capitalised(helpKindNames[service.helpKind]), service.personName)
  const when = formatMoment(service.startsAt, now)
  const atHand = { id: service.id, version: service.version, what: `${title}, ${when}` }
  const isChangeable =
    mayAssign && service.state !== 'done' && service.state !== 'unmet' && Date.parse(service.endsAt) > now.getTime()
  return (
    <ModalOverlay className="dialog-veil" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal>
        <Dialog className="dialog stack">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <Facts
            facts={[
              [words.when, when],
              [words.to, service.toPlace],
              [words.volunteer, service.volunteerName ?? words.nobody],
              [words.vehicle, service.vehicleName],
              [words.flagged, service.flags.join('; ')],
            ]}
          />
          {isChangeable ? (
            <>
              <AssignForm
                chosen={{ ...chosen, service }}
                atHand={atHand}
                view={view}
                changes={changes}
                onClose={onClose}
              />
              <MoveForm service={atHand} startsAt={service.startsAt} changes={changes} onMoved={onClose} />
            </>
          ) : (
            <p>{words.over}</p>
          )}
          <p>
            <Link href={paths.service(service.id)} className="table-link">
              {words.openService}
            </Link>
          </p>
          <div className="row">
            <Button onPress={onClose}>{words.close}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function AssignForm({ chosen, atHand, view, changes, onClose }: ServiceDialogProps & { atHand: ServiceAtHand }) {
  const { service, drop } = chosen
  const [volunteerId, setVolunteerId] = useState(drop?.kind === 'volunteer' ? drop.id : service.volunteerId)
  const [vehicle, setVehicle] = useState(drop?.kind === 'vehicle' ? drop.id : (service.vehicleId ?? 'any'))
  const vehicleId = vehicle === NO_VEHICLE || vehicle === 'any' ? null : vehicle
  const check = useAnswer(
    'checkAssignment',
    {
      params: { serviceId: service.id },
      body: { version: service.version, volunteerId: volunteerId ?? '', vehicleId },
    },
    { enabled: volunteerId !== null, staleTime: 0 },
  )
  const { assign } = changes
  const save = () => {
    const volunteer = view.volunteers.find(({ id }) => id === volunteerId)
    if (!volunteer) return
    const chosenVehicle = vehicle === NO_VEHICLE ? null : vehicle
    assign.mutate({ service: atHand, volunteer, vehicleId: chosenVehicle }, { onSuccess: onClose })
  }
  const conflicts = [check.data?.volunteerId, check.data?.vehicleId].filter((sentence) => sentence != null)
  const vehicleNames: Record<string, string> = { any: words.anyVehicle, [NO_VEHICLE]: words.noVehicle }
  for (const { id, name, plate } of view.vehicles) vehicleNames[id] = `${name} ${plate}`
  return (
    <form
      className="stack-tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Select
        label={words.volunteer}
        options={view.volunteers.map(({ id }) => id)}
        names={Object.fromEntries(view.volunteers.map(({ id, name }) => [id, name]))}
        value={volunteerId}
        onChange={setVolunteerId}
      />
      {(view.isCut.volunteers || view.isCut.vehicles) && <p className="soft">{words.notAllHere}</p>}
      <Select
        label={words.vehicle}
        options={['any', ...view.vehicles.map(({ id }) => id), NO_VEHICLE]}
        names={vehicleNames}
        value={vehicle}
        onChange={(next) => setVehicle(next ?? 'any')}
        none={null}
      />
      <div aria-live="polite">
        {check.data &&
          (conflicts.length > 0 ? (
            <Notice kind="problem" said={false} title={words.conflicts}>
              {conflicts.map((sentence) => (
                <p key={sentence}>{sentence}</p>
              ))}
            </Notice>
          ) : (
            <p>{words.free}</p>
          ))}
      </div>
      {assign.error && assign.variables?.service.id === service.id && <Refusal error={assign.error} />}
      <div className="row">
        <Button
          type="submit"
          kind="primary"
          isBusy={assign.isPending}
          isDisabled={volunteerId === null || conflicts.length > 0}
        >
          {words.save}
        </Button>
      </div>
    </form>
  )
}
