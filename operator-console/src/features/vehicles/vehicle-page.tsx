import type { VehicleCardView } from '../../../../contract/vehicles.ts'
import { helpKindNames } from '../../../../helpline/contacts/kinds.ts'
import { vehicleObstacleNames } from '../../../../helpline/dispatch/vehicles/vehicle-fitness.ts'
import { vehiclePaperNames } from '../../../../helpline/dispatch/vehicles/vehicle-papers.ts'
import { vehicleOwnershipNames } from '../../../../helpline/dispatch/vehicles/vehicle-records.ts'
import { call, type InputFor } from '../../api-client.ts'
import { capitalised, formatDay } from '../../formats.ts'
import { queryClient, queryKey, useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { AffectedServices, PaperTag } from '../../summaries/papers.tsx'
import { Button } from '../../ui/button.tsx'
import { Facts, Tag } from '../../ui/card.tsx'
import { EditableCard } from '../../ui/editable-card.tsx'
import { Page } from '../../ui/page.tsx'
import { PeriodRows, type PeriodValues, periodAsTyped, periodFrom, periodInWords } from '../../ui/period-rows.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { words as uiWords } from '../../ui/words.ts'
import { AssociationChoice } from './association-choice.tsx'
import { DetailsFields, detailsBody, detailsOf } from './details-fields.tsx'
import { OdometerCard } from './odometer-card.tsx'
import { words } from './words.ts'

type VehiclePatch = Omit<InputFor<'changeVehicle'>['body'], 'version'>

const addressed = (card: VehicleCardView) => ({ params: { vehicleId: card.id } })

/** What each part shares. */
const sharedBy = (card: VehicleCardView, mayEdit: boolean) => ({
  mayEdit,
  version: card.version,
  savedWord: words.saved,
  send: async (body: VehiclePatch, version: number) => {
    const saved = await call('changeVehicle', { ...addressed(card), body: { ...body, version } })
    queryClient.setQueryData(queryKey('readVehicle', addressed(card)), saved)
    void queryClient.invalidateQueries({ queryKey: ['listVehicles'] })
  },
  onConflict: () => void queryClient.invalidateQueries({ queryKey: queryKey('readVehicle', addressed(card)) }),
})

const DetailsFacts = ({ card }: { card: VehicleCardView }) => (
  <>
    <Facts
      facts={[
        [words.plate, card.plate],
        [words.association, card.association],
        [
          words.whose,
          [vehicleOwnershipNames[card.ownership], card.lender, card.loanUntil && formatDay(card.loanUntil)]
            .filter(Boolean)
            .join(', '),
        ],
        [words.places, words.placesText(card.seats, card.wheelchairPlaces)],
        [words.depot, [card.depotAddress, card.comune].filter(Boolean).join(', ')],
      ]}
    />
    <ul className="plain-list stack-tight">
      {!card.active && (
        <li>
          <Tag kind="problem">{capitalised(vehicleObstacleNames.notInUse)}</Tag>
        </li>
      )}
      {card.papers.map((paper) => (
        <li key={paper.paper}>
          <PaperTag {...paper} name={vehiclePaperNames[paper.paper]} />
        </li>
      ))}
    </ul>
  </>
)

type Shared = ReturnType<typeof sharedBy>

function LendingCard({ card, shared }: { card: VehicleCardView; shared: Shared }) {
  return (
    <EditableCard
      {...shared}
      title={words.lending}
      editWord={words.editLending}
      valuesOf={() => ({ lentTo: card.lentTo })}
      bodyOf={({ lentTo }) => ({ body: { lentToIds: lentTo.map(({ id }) => id) }, errors: {} })}
      reading={<p>{card.lentTo.map(({ name }) => name).join(', ') || words.noLending}</p>}
    >
      {({ values: { lentTo }, change, errors }) => (
        <>
          <AssociationChoice
            label={words.addAssociation}
            value={null}
            onChange={(chosen) => chosen && change({ lentTo: [...lentTo, chosen] })}
            without={[card.localAssociationId, ...lentTo.map(({ id }) => id)]}
            error={errors.lentToIds}
          />
          <div className="row">
            {lentTo.map(({ id, name }) => (
              <Button key={id} onPress={() => change({ lentTo: lentTo.filter((each) => each.id !== id) })}>
                {words.removeAssociation(name)}
              </Button>
            ))}
          </div>
        </>
      )}
    </EditableCard>
  )
}

function workshopBody({ rows }: { rows: PeriodValues[] }) {
  const errors: Record<string, string> = {}
  const workshop = rows.map((row, at) => {
    if (row.reason.trim() === '') errors[`workshop.${at}.reason`] = uiWords.missing
    return { ...periodFrom(row, `workshop.${at}`, errors), reason: row.reason }
  })
  return { body: Object.keys(errors).length > 0 ? null : { workshop }, errors }
}

function WorkshopCard({ card, shared }: { card: VehicleCardView; shared: Shared }) {
  const stops = card.workshop.map(({ from, until, reason }) => (
    <li key={from}>
      {periodInWords({ from, until })}: {reason}
    </li>
  ))
  return (
    <EditableCard
      {...shared}
      title={words.workshop}
      editWord={words.editWorkshop}
      valuesOf={() => ({ rows: card.workshop.map((each, at) => periodAsTyped(each, at + 1)) })}
      bodyOf={workshopBody}
      reading={stops.length > 0 ? <ul className="plain-list">{stops}</ul> : <p className="soft">{words.noWorkshop}</p>}
    >
      {({ values, change, errors }) => (
        <PeriodRows
          rows={values.rows}
          onChange={(rows) => change({ rows })}
          errors={errors}
          field="workshop"
          legend={words.stop}
          add={words.addStop}
          remove={words.removeStop}
          reasonLabel={words.reason}
        />
      )}
    </EditableCard>
  )
}

function CardParts({ card }: { card: VehicleCardView }) {
  const mayEdit = useMay('vehicle:write') && card.mayEdit
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
      <AffectedServices
        upcoming={card.upcoming}
        services={card.affected.map(({ obstacles, helpKind, ...service }) => ({
          ...{ ...service, what: helpKindNames[helpKind] },
          reasons: obstacles.map((each) => vehicleObstacleNames[each]),
        }))}
      />
      <LendingCard card={card} shared={shared} />
      <WorkshopCard card={card} shared={shared} />
      <OdometerCard card={card} mayEdit={mayEdit} />
    </>
  )
}

export function VehiclePage({ vehicleId }: { vehicleId: string }) {
  const vehicle = useAnswer('readVehicle', { params: { vehicleId } })
  return (
    <Page title={vehicle.data ? `${vehicle.data.name} (${vehicle.data.plate})` : words.title}>
      <Answer answer={vehicle}>{(card) => <CardParts card={card} />}</Answer>
    </Page>
  )
}
