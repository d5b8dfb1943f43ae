import type { VolunteerCardView } from '../../../../contract/volunteers.ts'
import { type PairingKind, pairingKindNames, pairingKinds } from '../../../../helpline/dispatch/volunteers/pairings.ts'
import { PersonPicker } from '../../pickers/person-picker.tsx'
import { Button } from '../../ui/button.tsx'
import type { PartProps, Read } from '../../ui/editable-card.tsx'
import { FieldError } from '../../ui/field.tsx'
import { nextKey } from '../../ui/period-rows.tsx'
import { Select } from '../../ui/select.tsx'
import type { VolunteerPatch } from './volunteer-patch.ts'
import { words } from './words.ts'

interface PairingValues {
  key: number
  personId: string
  personName: string
  kind: PairingKind
}

export interface PairingsValues {
  rows: PairingValues[]
}

export const pairingsOf = ({ pairings }: VolunteerCardView): PairingsValues => ({
  rows: pairings.map((each, at) => ({ ...each, key: at + 1 })),
})

export const pairingsBody = ({ rows }: PairingsValues): Read<VolunteerPatch> => ({
  body: { pairings: rows.map(({ personId, kind }) => ({ personId, kind })) },
  errors: {},
})

export function PairingFields({ values: { rows }, change, errors }: PartProps<PairingsValues>) {
  return (
    <>
      {rows.map(({ key, personName, kind }, at) => {
        const error = errors[`pairings.${at}.personId`]
        return (
          <fieldset key={key} className="row-fields">
            <legend>{personName}</legend>
            <Select
              label={words.pairing}
              options={pairingKinds}
              names={pairingKindNames}
              value={kind}
              onChange={(chosen) =>
                chosen && change({ rows: rows.map((row) => (row.key === key ? { ...row, kind: chosen } : row)) })
              }
              none={null}
            />
            <Button onPress={() => change({ rows: rows.filter((row) => row.key !== key) })}>
              {words.removePairing(personName)}
            </Button>
            {error && <FieldError id={`pairing-${key}`}>{error}</FieldError>}
          </fieldset>
        )
      })}
      <PersonPicker
        onPick={({ id, name }) =>
          change({ rows: [...rows, { key: nextKey(rows), personId: id, personName: name, kind: 'knows' }] })
        }
      />
    </>
  )
}
