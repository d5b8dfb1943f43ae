import { type ReactNode, useEffect, useRef } from 'react'
import { setPageTitle } from '../window-title.ts'

interface PageProps {
  title: string
  /** Beside the title: the page's main action. */
  aside?: ReactNode
  children: ReactNode
  /** false where the page puts the focus on its first task by itself. */
  takesFocus?: boolean
}

/** One page: its title is the window's, and is read out when the page opens. */
export function Page({ title, aside, children, takesFocus = true }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => setPageTitle(title), [title])
  useEffect(() => {
    if (takesFocus) heading.current?.focus()
  }, [takesFocus])
  return (
    <div className="page">
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside}
      </div>
      <div className="stack">{children}</div>
    </div>
  )
}
