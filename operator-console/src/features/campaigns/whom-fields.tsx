import { keepPreviousData } from '@tanstack/react-query'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { useRested } from '../../pickers/use-rested.ts'
import { useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox, RadioGroup } from '../../ui/choices.tsx'
import { DayField } from '../../ui/day-field.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { type CampaignValues, filterOf, listSources, wholeOf } from './campaign-values.ts'
import { ListLook } from './list-look.tsx'
import { words } from './words.ts'

export interface FieldsProps {
  values: CampaignValues
  change: (some: Partial<CampaignValues>) => void
  wrong: Readonly<Record<string, string | undefined>>
}

/** How many they are, as one chooses. */
function LiveCount({ values }: Pick<FieldsProps, 'values'>) {
  const asked = { ...filterOf(values), isUrgent: values.isUrgent }
  const body = JSON.parse(useRested(JSON.stringify(asked))) as typeof asked
  const isReadable = wholeOf(values.ageFrom) !== undefined && wholeOf(values.ageTo) !== undefined
  const look = useAnswer('countCampaignPeople', { body }, { enabled: isReadable, placeholderData: keepPreviousData })
  return (
    <>
      <output aria-live="polite">{look.data && <strong>{words.fits(look.data.count)}</strong>}</output>
      {look.data && <ListLook look={look.data} way={values.way} />}
      {look.error && <ProblemNotice error={look.error} />}
    </>
  )
}

function FromCards({ values, change, wrong }: FieldsProps) {
  const ambiti = useAnswer('listAmbiti', {}, { staleTime: Number.POSITIVE_INFINITY })
  const { comune } = values
  const age = (typed: string, sentence: string | undefined) =>
    wholeOf(typed) === undefined ? words.wrongNumber : sentence
  return (
    <>
      <p>{words.whomIntro}</p>
      <div className="row-fields">
        <Field
          label={words.ageFrom}
          inputMode="numeric"
          value={values.ageFrom}
          onChange={(ageFrom) => change({ ageFrom })}
          error={age(values.ageFrom, wrong['filter.ageFrom'])}
          isNarrow
        />
        <Field
          label={words.ageTo}
          inputMode="numeric"
          value={values.ageTo}
          onChange={(ageTo) => change({ ageTo })}
          error={age(values.ageTo, wrong['filter.ageTo'])}
          isNarrow
        />
      </div>
      <Checkbox isSelected={values.livesAlone} onChange={(livesAlone) => change({ livesAlone })}>
        {words.livesAlone}
      </Checkbox>
      <Checkbox isSelected={values.isMember} onChange={(isMember) => change({ isMember })}>
        {words.members}
      </Checkbox>
      <Checkbox isSelected={values.hardOfHearing} onChange={(hardOfHearing) => change({ hardOfHearing })}>
        {words.onlyHardOfHearing}
      </Checkbox>
      <Select
        label={words.ambito}
        options={(ambiti.data ?? []).map(({ id }) => id)}
        names={Object.fromEntries((ambiti.data ?? []).map(({ id, name }) => [id, name]))}
        value={values.ambitoId}
        none={words.allAmbiti}
        onChange={(ambitoId) => change({ ambitoId })}
        error={wrong['filter.ambitoId']}
      />
      <ComunePicker
        label={words.comune}
        chosen={comune && (comune.name ?? words.comuneChosen)}
        onPick={(picked) => change({ comune: picked })}
      />
      {comune && (
        <div>
          <Button onPress={() => change({ comune: null })}>{words.allComuni}</Button>
        </div>
      )}
      <LiveCount values={values} />
    </>
  )
}

function FromFile({ values, change, wrong }: FieldsProps) {
  return (
    <>
      <p>{words.fileIntro}</p>
      <Field
        label={words.legalBasis}
        hint={words.legalBasisHint}
        value={values.legalBasis}
        onChange={(legalBasis) => change({ legalBasis })}
        error={wrong.legalBasis}
        maxLength={200}
      />
      <DayField
        label={words.keepUntil}
        hint={words.keepUntilHint}
        value={values.keepUntil}
        onChange={(keepUntil) => change({ keepUntil })}
        leaning="ahead"
        error={wrong.keepUntil}
      />
    </>
  )
}

/** Whom the campaign is for: people of the cards, or of a file. */
export function WhomFields(props: FieldsProps) {
  const { values, change } = props
  return (
    <Card title={words.whom}>
      <div className="stack">
        <RadioGroup
          label={words.source}
          options={listSources}
          names={words.sources}
          value={values.source}
          onChange={(source) => change({ source })}
        />
        {values.source === 'cards' ? <FromCards {...props} /> : <FromFile {...props} />}
      </div>
    </Card>
  )
}
