import { useAnswer } from '../../queries.ts'
import { Select } from '../../ui/select.tsx'
import { words } from './words.ts'

interface AssociationFieldProps {
  value: string | null
  onChange: (localAssociationId: string | null) => void
  error: string | undefined
}

/** On whose telephone, or at whose address, where it was not the point itself. */
export function AssociationField({ value, onChange, error }: AssociationFieldProps) {
  const associations = useAnswer('listAssociationsInUse', {})
  const own = associations.data?.filter(({ isOwn }) => isOwn) ?? []
  if (own.length === 0) return null
  return (
    <Select
      label={words.association}
      options={own.map(({ id }) => id)}
      names={Object.fromEntries(own.map(({ id, name }) => [id, name]))}
      value={value}
      onChange={onChange}
      none={words.associationNone}
      error={error}
    />
  )
}
