import './sign-in.css'
import { useEffect } from 'react'
import type { SessionView } from '../../../../contract/session.ts'
import { SignInForm } from './sign-in-form.tsx'
import { words } from './words.ts'

export function SignInPage({ onSignedIn }: { onSignedIn: (session: SessionView) => void }) {
  useEffect(() => {
    document.title = `${words.title} – ${words.welcome}`
  }, [])
  return (
    <main className="sign-in">
      <div className="card sign-in-card">
        <svg viewBox="0 0 320 64" aria-hidden="true" className="sign-in-thread">
          <path d="M0 46C60 46 80 8 140 8c54 0 54 46 26 52s-62-4-36-26 100-26 190 10" />
        </svg>
        <SignInForm onSignedIn={onSignedIn} />
      </div>
    </main>
  )
}
