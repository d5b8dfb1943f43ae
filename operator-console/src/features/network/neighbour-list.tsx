import type { PointView } from '../../../../contract/network.ts'
import { Button } from '../../ui/button.tsx'
import { FieldError } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { words } from './words.ts'

interface NeighbourListProps {
  point: PointView
  points: readonly PointView[]
  neighbourIds: readonly string[]
  onChange: (neighbourIds: string[]) => void
  error: string | undefined
}

/** In the order they are tried. */
export function NeighbourList({ point, points, neighbourIds, onChange, error }: NeighbourListProps) {
  const nameOf = (id: string) => points.find((each) => each.id === id)?.name ?? ''
  const others = points.filter(
    ({ id, kind, active }) => kind === 'point' && active && id !== point.id && !neighbourIds.includes(id),
  )
  const up = (index: number) => {
    const moved = [...neighbourIds]
    moved.splice(index - 1, 0, ...moved.splice(index, 1))
    onChange(moved)
  }
  return (
    <fieldset className="stack-tight">
      <legend className="choices-label">{words.neighbours}</legend>
      <p className="soft">{words.neighboursHint}</p>
      {neighbourIds.length === 0 && <p>{words.noNeighbours}</p>}
      <ol className="stack-tight">
        {neighbourIds.map((id, index) => (
          <li key={id}>
            <div className="row">
              <strong>{nameOf(id)}</strong>
              {index > 0 && (
                <Button label={words.up(nameOf(id))} onPress={() => up(index)}>
                  {words.upShort}
                </Button>
              )}
              <Button
                label={words.remove(nameOf(id))}
                onPress={() => onChange(neighbourIds.filter((each) => each !== id))}
              >
                {words.removeShort}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      {error && <FieldError id="neighbours-error">{error}</FieldError>}
      {others.length > 0 && (
        <Select
          label={words.addNeighbour}
          options={others.map(({ id }) => id)}
          names={Object.fromEntries(others.map(({ id, name }) => [id, name]))}
          value={null}
          onChange={(id) => id && onChange([...neighbourIds, id])}
        />
      )}
    </fieldset>
  )
}
