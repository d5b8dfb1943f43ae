import { useId } from 'react'

/** How far something is, 0 to 100, in words too. */
export function Progress({ label, value }: { label: string; value: number }) {
  const id = useId()
  return (
    <div className="row">
      <label htmlFor={id}>{label}</label>
      <progress id={id} max={100} value={value} />
      <span>{`${value}%`}</span>
    </div>
  )
}
