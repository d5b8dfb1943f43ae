import { useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { Card } from '../../ui/card.tsx'
import { EditForm } from '../../ui/editable-card.tsx'
import { Page } from '../../ui/page.tsx'
import { DetailsFields, detailsBody, emptyDetails } from './details-fields.tsx'
import { words } from './words.ts'

export function NewVehiclePage() {
  const [, navigate] = useLocation()
  const [vehicleId] = useState(() => crypto.randomUUID())
  return (
    <Page title={words.newVehicle}>
      <p>{words.newIntro}</p>
      <Card>
        <EditForm
          initial={emptyDetails}
          bodyOf={detailsBody}
          send={(body) => call('registerVehicle', { params: { vehicleId }, body })}
          onDone={(isSaved) => navigate(isSaved ? paths.vehicle(vehicleId) : paths.vehicles)}
          saveWord={words.create}
        >
          {(part) => <DetailsFields {...part} />}
        </EditForm>
      </Card>
    </Page>
  )
}
