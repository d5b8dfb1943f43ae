import { useAnswer } from '../../queries.ts'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { ContactForm } from './contact-form.tsx'
import { words } from './words.ts'

export function ContactPage({ contactId }: { contactId: string }) {
  const contact = useAnswer('readContact', { params: { contactId } })
  if (contact.data) return <ContactForm contact={contact.data} />
  return (
    <Page title={words.title(null)}>
      <Answer answer={contact}>{() => null}</Answer>
    </Page>
  )
}
