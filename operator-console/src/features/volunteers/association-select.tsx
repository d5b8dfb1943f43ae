import { useAnswer } from '../../queries.ts'
import { Select } from '../../ui/select.tsx'
import { words } from './words.ts'

interface AssociationSelectProps {
  value: string | null
  onChange: (associationId: string | null) => void
  none?: string
  error?: string | undefined
}

/** One of the associations one looks after. */
export function AssociationSelect({ value, onChange, none, error }: AssociationSelectProps) {
  const associations = useAnswer('listAssociationsInUse', {})
  const own = associations.data?.filter(({ isOwn }) => isOwn) ?? []
  return (
    <Select
      label={words.association}
      options={own.map(({ id }) => id)}
      names={Object.fromEntries(own.map(({ id, name }) => [id, name]))}
      value={value}
      onChange={onChange}
      error={error}
      {...(none ? { none } : {})}
    />
  )
}
