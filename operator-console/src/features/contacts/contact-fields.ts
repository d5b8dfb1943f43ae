import type { ContactView } from '../../../../contract/contacts.ts'
import { callerTypeNames } from '../../../../helpline/contacts/kinds.ts'

export interface ContactFields {
  personId: string | null
  callerType: ContactView['callerType']
  callerName: string | null
  notes: string | null
}

export const contactFieldsOf = (contact: ContactView): ContactFields => ({
  personId: contact.person?.id ?? null,
  callerType: contact.callerType,
  callerName: contact.callerName,
  notes: contact.notes,
})

/** A person's id says nothing to a reader: the name is shown where it is known. */
export const contactValueInWords =
  (nameOf: (personId: string) => string | null) =>
  (field: keyof ContactFields, value: string | null): string | null => {
    if (!value) return null
    if (field === 'personId') return nameOf(value)
    return field === 'callerType' ? callerTypeNames[value as keyof typeof callerTypeNames] : value
  }

/** What the contact itself has been told meanwhile is no longer missing. */
export const withoutAnswered = (
  missing: Readonly<Record<string, string>>,
  { callerType, personId }: ContactFields,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(missing).filter(
      ([key]) => !(callerType && key === 'callerType') && !(personId && /(^|\.)personId$/.test(key)),
    ),
  )
