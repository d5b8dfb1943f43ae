import { callerTypeNames, callerTypes } from '../../../../helpline/contacts/kinds.ts'
import type { Autosave } from '../../autosave.ts'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import type { ContactFields } from './contact-fields.ts'
import { words } from './words.ts'

interface CallerSectionProps {
  autosave: Autosave<ContactFields>
  shown: ContactFields
  errors: Readonly<Record<string, string>>
  /** The first thing to say of a contact whose person is known. */
  takesFocus: boolean
}

export const CallerSection = ({ autosave, shown, errors, takesFocus }: CallerSectionProps) => (
  <Card title={words.speaking}>
    <div className="stack">
      <RadioGroup
        label={words.callerType}
        options={callerTypes}
        names={callerTypeNames}
        value={shown.callerType}
        takesFocus={takesFocus}
        onChange={(callerType) => autosave.type({ callerType })}
        error={shown.callerType ? undefined : errors.callerType}
      />
      {shown.callerType !== 'selfCaller' && (
        <Field
          label={words.callerName}
          value={shown.callerName ?? ''}
          onChange={(callerName) => autosave.type({ callerName: callerName || null })}
          error={errors.callerName}
          maxLength={200}
        />
      )}
    </div>
  </Card>
)
