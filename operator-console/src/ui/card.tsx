import { type ReactNode, useId } from 'react'

interface CardProps {
  title?: ReactNode
  level?: 2 | 3
  aside?: ReactNode
  children: ReactNode
  className?: string
}

/** A titled part of a page: a region whose name is its title. */
export function Card({ title, level = 2, aside, children, className }: CardProps) {
  const id = useId()
  const Title = `h${level}` as const
  const look = className ? `card ${className}` : 'card'
  if (title === undefined) return <div className={look}>{children}</div>
  return (
    <section className={look} aria-labelledby={id}>
      <div className="card-head">
        <Title id={id}>{title}</Title>
        {aside}
      </div>
      {children}
    </section>
  )
}

export const Tag = ({
  kind = 'plain',
  children,
}: {
  kind?: 'plain' | 'warning' | 'done' | 'problem'
  children: ReactNode
}) => (
  <span className="tag" data-kind={kind}>
    {children}
  </span>
)

/** Pairs of a name and what is known; what is not known is left out. */
export const Facts = ({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) => (
  <dl className="facts">
    {facts
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
)
