import type { VolunteerCardView } from '../../../../contract/volunteers.ts'
import {
  type MessageChannel,
  messageChannelNames,
  messageChannels,
} from '../../../../helpline/reaching/message-channel.ts'
import type { InputFor } from '../../api-client.ts'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { BirthdayField } from '../../ui/birthday-field.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { DayField } from '../../ui/day-field.tsx'
import type { PartProps, Read } from '../../ui/editable-card.tsx'
import { Field } from '../../ui/field.tsx'
import { timeFromText } from '../../ui/italian-moment.ts'
import { Select } from '../../ui/select.tsx'
import { birthdayFrom, dayAsTyped, dayFrom } from '../../ui/typed-days.ts'
import { words as uiWords } from '../../ui/words.ts'
import { AssociationSelect } from './association-select.tsx'
import { words } from './words.ts'

const names = words.fields

/** As typed. */
export interface DetailsValues {
  firstName: string
  lastName: string
  phone: string
  localAssociationId: string | null
  startedOn: string
  endedOn: string
  occasional: boolean
  fiscalCode: string
  birthDate: string
  birthPlace: string
  comune: { istatCode: string; name: string } | null
  address: string
  preferredChannel: MessageChannel
  quietFrom: string
  quietUntil: string
  wantsMoreOften: '-1' | '0' | '1'
}

export const emptyDetails: DetailsValues = {
  ...{ firstName: '', lastName: '', phone: '', localAssociationId: null, startedOn: 'oggi', endedOn: '' },
  ...{ occasional: false, fiscalCode: '', birthDate: '', birthPlace: '', comune: null, address: '' },
  ...{ preferredChannel: 'sms', quietFrom: '', quietUntil: '', wantsMoreOften: '0' },
}

const often = ['-1', '0', '1'] as const

export const detailsOf = (card: VolunteerCardView): DetailsValues => ({
  ...{ firstName: card.firstName, lastName: card.lastName, phone: card.phone, occasional: card.occasional },
  localAssociationId: card.localAssociationId,
  startedOn: dayAsTyped(card.startedOn),
  endedOn: dayAsTyped(card.endedOn),
  fiscalCode: card.fiscalCode ?? '',
  birthDate: card.birthDate?.split('-').reverse().join('/') ?? '',
  birthPlace: card.birthPlace ?? '',
  comune: card.comuneIstatCode && card.comune ? { istatCode: card.comuneIstatCode, name: card.comune } : null,
  address: card.address ?? '',
  preferredChannel: card.preferredChannel,
  quietFrom: card.quietFrom ?? '',
  quietUntil: card.quietUntil ?? '',
  wantsMoreOften: often.find((each) => Number(each) === card.wantsMoreOften) ?? '0',
})

type Body = InputFor<'registerVolunteer'>['body']

export function detailsBody(values: DetailsValues): Read<Body> {
  const errors: Record<string, string> = {}
  const text = (value: string) => value.trim() || null
  const needed = (field: 'firstName' | 'lastName' | 'phone') => {
    if (values[field].trim() === '') errors[field] = uiWords.missing
    return values[field].trim()
  }
  const time = (field: 'quietFrom' | 'quietUntil') => {
    if (values[field].trim() === '') return null
    const read = timeFromText(values[field])
    if (!read) errors[field] = uiWords.timeNotUnderstood
    return read
  }
  const startedOn = dayFrom(values.startedOn, 'back', 'startedOn', errors)
  if (values.startedOn.trim() === '') errors.startedOn = uiWords.missing
  if (!values.localAssociationId) errors.localAssociationId = uiWords.missing
  const body: Body = {
    ...{ firstName: needed('firstName'), lastName: needed('lastName'), phone: needed('phone') },
    localAssociationId: values.localAssociationId ?? '',
    startedOn: startedOn ?? '',
    endedOn: dayFrom(values.endedOn, 'ahead', 'endedOn', errors),
    occasional: values.occasional,
    fiscalCode: text(values.fiscalCode),
    birthDate: birthdayFrom(values.birthDate, 'birthDate', errors),
    birthPlace: text(values.birthPlace),
    comuneIstatCode: values.comune?.istatCode ?? null,
    address: text(values.address),
    preferredChannel: values.preferredChannel,
    ...{ quietFrom: time('quietFrom'), quietUntil: time('quietUntil') },
    wantsMoreOften: Number(values.wantsMoreOften),
  }
  return { body: Object.keys(errors).length > 0 ? null : body, errors }
}

type TextName = 'firstName' | 'lastName' | 'phone' | 'fiscalCode' | 'birthPlace' | 'address'

const TextField = ({
  part,
  name,
  maxLength = 200,
}: {
  part: PartProps<DetailsValues>
  name: TextName
  maxLength?: number
}) => (
  <Field
    label={names[name]}
    value={part.values[name]}
    onChange={(typed) => part.change({ [name]: typed })}
    error={part.errors[name]}
    maxLength={maxLength}
  />
)

function DayOf({
  part,
  name,
  leaning,
}: {
  part: PartProps<DetailsValues>
  name: 'startedOn' | 'endedOn'
  leaning: 'ahead' | 'back'
}) {
  return (
    <DayField
      label={names[name]}
      value={part.values[name]}
      onChange={(typed) => part.change({ [name]: typed })}
      leaning={leaning}
      error={part.errors[name]}
    />
  )
}

function Asking({ values, change, errors }: PartProps<DetailsValues>) {
  return (
    <div className="row-fields">
      <Select
        label={names.channel}
        options={messageChannels}
        names={messageChannelNames}
        value={values.preferredChannel}
        onChange={(chosen) => chosen && change({ preferredChannel: chosen })}
        error={errors.preferredChannel}
        none={null}
      />
      <Select
        label={names.wants}
        options={often}
        names={words.wants}
        value={values.wantsMoreOften}
        onChange={(chosen) => chosen && change({ wantsMoreOften: chosen })}
        none={null}
      />
      <Field
        label={names.quietFrom}
        value={values.quietFrom}
        onChange={(quietFrom) => change({ quietFrom })}
        error={errors.quietFrom}
        maxLength={5}
        isNarrow
      />
      <Field
        label={names.quietUntil}
        value={values.quietUntil}
        onChange={(quietUntil) => change({ quietUntil })}
        error={errors.quietUntil}
        maxLength={5}
        isNarrow
      />
    </div>
  )
}

export function DetailsFields(part: PartProps<DetailsValues>) {
  const { values, change, errors } = part
  return (
    <>
      <TextField part={part} name="firstName" maxLength={80} />
      <TextField part={part} name="lastName" maxLength={80} />
      <TextField part={part} name="phone" maxLength={30} />
      <AssociationSelect
        value={values.localAssociationId}
        onChange={(localAssociationId) => change({ localAssociationId })}
        error={errors.localAssociationId}
      />
      <div className="row-fields">
        <DayOf part={part} name="startedOn" leaning="back" />
        <DayOf part={part} name="endedOn" leaning="ahead" />
      </div>
      <Checkbox isSelected={values.occasional} onChange={(occasional) => change({ occasional })}>
        {names.occasional}
      </Checkbox>
      <TextField part={part} name="fiscalCode" maxLength={16} />
      <BirthdayField
        label={names.birthDate}
        hint={words.birthHint}
        value={values.birthDate}
        onChange={(birthDate) => change({ birthDate })}
        error={errors.birthDate}
      />
      <TextField part={part} name="birthPlace" />
      <TextField part={part} name="address" />
      <ComunePicker
        chosen={values.comune?.name ?? null}
        onPick={(comune) => change({ comune })}
        error={errors.comuneIstatCode}
      />
      <Asking {...part} />
    </>
  )
}
