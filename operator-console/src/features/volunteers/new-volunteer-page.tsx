import { useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { Card } from '../../ui/card.tsx'
import { EditForm } from '../../ui/editable-card.tsx'
import { Page } from '../../ui/page.tsx'
import { DetailsFields, detailsBody, emptyDetails } from './details-fields.tsx'
import { words } from './words.ts'

export function NewVolunteerPage() {
  const [, navigate] = useLocation()
  const [volunteerId] = useState(() => crypto.randomUUID())
  return (
    <Page title={words.newVolunteer}>
      <p>{words.newIntro}</p>
      <Card>
        <EditForm
          initial={emptyDetails}
          bodyOf={detailsBody}
          send={(body) => call('registerVolunteer', { params: { volunteerId }, body })}
          onDone={(isSaved) => navigate(isSaved ? paths.volunteer(volunteerId) : paths.volunteers)}
          saveWord={words.create}
        >
          {(part) => <DetailsFields {...part} />}
        </EditForm>
      </Card>
    </Page>
  )
}
