import { campaignSms, campaignSmsSize, MOST_SMS_PARTS } from '../../../../helpline/messages/active/campaign-sending.ts'
import { Checkbox } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import type { FieldsProps } from './whom-fields.tsx'
import { words } from './words.ts'

/** What the SMS says, as it leaves, and how many it makes. */
export function MessageFields({ values, change, wrong }: FieldsProps) {
  const { messageText, isUrgent } = values
  const size = campaignSmsSize(messageText)
  return (
    <>
      <Field
        label={words.messageText}
        hint={words.messageTextHint}
        value={messageText}
        onChange={(text) => change({ messageText: text })}
        error={wrong.messageText}
        maxLength={600}
        multiline
      />
      {messageText.trim() && (
        <div className="stack-tight">
          <output aria-live="polite">
            <strong>{words.parts(size.segments, size.units)}</strong>
            {size.segments > MOST_SMS_PARTS && ` ${words.tooLong(MOST_SMS_PARTS)}`}
            {size.alphabet === 'ucs2' && ` ${words.strangeSigns}`}
          </output>
          <p className="soft">{words.asItLeaves(campaignSms(messageText))}</p>
        </div>
      )}
      <Checkbox isSelected={isUrgent} onChange={(urgent) => change({ isUrgent: urgent })}>
        {words.urgent}
      </Checkbox>
      <p className="soft">{isUrgent ? words.urgentHours : words.usualHours}</p>
    </>
  )
}
