import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import './operators.css'
import { words } from './words.ts'

/** Shown once: whoever leaves the page cannot read it again. */
export function GivenPassword({ name, email, password }: { name: string; email: string; password: string }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} tabIndex={-1}>
      <Notice
        kind="done"
        title={words.passwordOf(name)}
        actions={
          <span className="no-print">
            <Button onPress={() => window.print()}>{words.print}</Button>
          </span>
        }
      >
        <p>
          {words.email}: <strong>{email}</strong>
        </p>
        <p className="password">{password}</p>
        <p>{words.passwordOnce}</p>
      </Notice>
    </div>
  )
}
