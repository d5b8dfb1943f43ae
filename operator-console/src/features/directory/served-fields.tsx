import { useState } from 'react'
import type { DirectoryFields } from '../../../../contract/directory.ts'
import { EVERYWHERE } from '../../../../helpline/directory/directory-records.ts'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Select } from '../../ui/select.tsx'
import { words } from './words.ts'

const servedKinds = ['own', 'comuni', 'provinces', 'everywhere'] as const
type ServedKind = (typeof servedKinds)[number]

export type Served = DirectoryFields['served']

function kindOf(served: Served): ServedKind {
  if (served.includes(EVERYWHERE)) return 'everywhere'
  if (served.some((code) => /^\d/.test(code))) return 'comuni'
  return served.length > 0 ? 'provinces' : 'own'
}

interface ServedFieldsProps {
  served: Served
  /** What the places already chosen are called. */
  names: Readonly<Record<string, string>>
  onChange: (served: Served) => void
  error: string | undefined
}

export function ServedFields({ served, names, onChange, error }: ServedFieldsProps) {
  const [kind, setKind] = useState(() => kindOf(served))
  const [met, setMet] = useState(names)
  const provinces = useAnswer('listProvinces', {}).data ?? []
  const provinceNames = Object.fromEntries(provinces.map(({ sigla, name }) => [sigla, name]))
  const nameOf = (code: string) => provinceNames[code] ?? met[code] ?? code
  const choose = (chosen: ServedKind) => {
    setKind(chosen)
    onChange(chosen === 'everywhere' ? [EVERYWHERE] : [])
  }
  const add = (code: string) => onChange([...new Set([...served, code])])
  return (
    <div className="stack-tight">
      <RadioGroup
        label={words.servedKind}
        options={servedKinds}
        names={words.servedKinds}
        value={kind}
        onChange={choose}
        error={error}
      />
      {(kind === 'comuni' || kind === 'provinces') && served.length > 0 && (
        <div className="row">
          {served.map((code) => (
            <Button key={code} onPress={() => onChange(served.filter((each) => each !== code))}>
              {words.remove(nameOf(code))}
            </Button>
          ))}
        </div>
      )}
      {kind === 'comuni' && (
        <ComunePicker
          chosen={null}
          onPick={({ istatCode, name }) => {
            setMet({ ...met, [istatCode]: name })
            add(istatCode)
          }}
        />
      )}
      {kind === 'provinces' && (
        <Select
          label={words.addProvince}
          options={provinces.map(({ sigla }) => sigla)}
          names={provinceNames}
          value={null}
          onChange={(sigla) => sigla && add(sigla)}
        />
      )}
    </div>
  )
}
