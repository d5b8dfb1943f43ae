import { useAnswer } from '../../queries.ts'
import { Select } from '../../ui/select.tsx'

interface AssociationChoiceProps {
  label: string
  value: string | null
  onChange: (chosen: { id: string; name: string } | null) => void
  /** Only those one looks after. */
  own?: boolean
  /** Already chosen. */
  without?: readonly string[]
  error?: string | undefined
}

export function AssociationChoice({
  label,
  value,
  onChange,
  own = false,
  without = [],
  error,
}: AssociationChoiceProps) {
  const associations = useAnswer('listAssociationsInUse', {})
  const shown = associations.data?.filter(({ id, isOwn }) => (isOwn || !own) && !without.includes(id)) ?? []
  return (
    <Select
      label={label}
      options={shown.map(({ id }) => id)}
      names={Object.fromEntries(shown.map(({ id, name }) => [id, name]))}
      value={value}
      onChange={(chosen) => onChange(shown.find(({ id }) => id === chosen) ?? null)}
      error={error}
    />
  )
}
