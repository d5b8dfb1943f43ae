import type { ContactView, RequestFields, RequestView } from '../../../../contract/contacts.ts'
import { asApiError, call, isRefusal } from '../../api-client.ts'
import type { ContactFields } from './contact-fields.ts'
import { heardOf, openingOf, sendOpening } from './unheard-contacts.ts'

type RequestSave = Partial<RequestFields> & { kind: RequestFields['kind']; id: string; version: number }

interface ContactPart {
  version: number
  fields: Partial<ContactFields>
}

interface Waiting {
  contact?: ContactPart
  request?: RequestSave
  arrived(whole: ContactView): void
  alone(): void
  lost(error: unknown): void
}

/**
 * Saves what is typed in one contact: what is due at the same moment goes together, and arrives or not together; with the opening
 * of one that the server has not heard of.
 */
export function contactSender(contactId: string) {
  const params = { contactId }
  let waiting: Waiting[] = []

  const sendContact = ({ version, fields }: ContactPart) =>
    call('changeContact', { params, body: { ...fields, version } })
  const sendRequest = ({ id: requestId, ...body }: RequestSave) =>
    call('saveRequest', { params: { contactId, requestId }, body })

  async function send(): Promise<void> {
    const parts = waiting
    waiting = []
    const opening = openingOf(contactId)
    if (parts.length < 2 && !opening) {
      for (const part of parts) part.alone()
      return
    }
    const contact = parts.find((part) => part.contact)?.contact ?? { version: opening ? 0 : 1, fields: {} }
    try {
      const requests = parts.flatMap(({ request }) => request ?? [])
      const whole = await call('saveContact', { params, body: { ...contact, opening, requests } })
      heardOf(contactId)
      for (const part of parts) part.arrived(whole)
    } catch (error) {
      // What the rest held back may arrive without it.
      if (isRefusal(asApiError(error))) await sendAlone(parts)
      else for (const part of parts) part.lost(error)
    }
  }

  async function sendAlone(parts: readonly Waiting[]): Promise<void> {
    try {
      await sendOpening(contactId)
      for (const part of parts) part.alone()
    } catch (error) {
      for (const part of parts) part.lost(error)
    }
  }

  const queue = (part: Waiting): void => {
    waiting.push(part)
    if (waiting.length === 1) queueMicrotask(() => void send())
  }

  return {
    saveContact: (part: ContactPart): Promise<ContactView> =>
      new Promise((resolve, reject) =>
        queue({
          contact: part,
          arrived: resolve,
          alone: () => sendContact(part).then(resolve, reject),
          lost: reject,
        }),
      ),

    saveRequest: (part: RequestSave): Promise<RequestView> =>
      new Promise((resolve, reject) =>
        queue({
          request: part,
          arrived: (whole) => {
            const saved = whole.requests.find(({ id }) => id === part.id)
            if (saved) resolve(saved)
            else sendRequest(part).then(resolve, reject)
          },
          alone: () => sendRequest(part).then(resolve, reject),
          lost: reject,
        }),
      ),
  }
}
export type ContactSender = ReturnType<typeof contactSender>
