import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { presenceStateNames } from '../../../helpline/access/presence-states.ts'
import { type ApiErrorKind, asApiError, call } from '../api-client.ts'
import { useMyPresence } from '../current-calls.ts'
import { forgetDrafts } from '../drafts.ts'
import { capitalised } from '../formats.ts'
import { useSigningOut } from '../leaving.tsx'
import { paths } from '../paths.ts'
import { queryClient } from '../queries.ts'
import { useSession } from '../session.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { whenSaved } from '../unsaved.ts'
import { Navigation } from './navigation.tsx'
import { words } from './words.ts'

const BrandMark = () => (
  <svg viewBox="0 0 48 32" aria-hidden="true" className="brand-mark">
    <path d="M2 21c8 0 10-15 19-15 8 0 9 8 4 11s-12 0-7-4 14-4 28 6" />
  </svg>
)

function WhereIAm() {
  const { listeningPoints } = useSession()
  const presence = useMyPresence()
  if (!presence) return <span>{words.noPoint}</span>
  const point = listeningPoints.find(({ id }) => id === presence.listeningPointId)
  return (
    <span>
      {point?.name ?? words.noPoint} · <strong>{capitalised(presenceStateNames[presence.state])}</strong>
    </span>
  )
}

/** Out is only who the server says is out: until then the session would open again for whoever comes next. */
function useSignOut() {
  const [, navigate] = useLocation()
  const unlessAsked = useSigningOut()
  const [failure, setFailure] = useState<ApiErrorKind | null>(null)
  const leave = () => {
    forgetDrafts()
    queryClient.clear()
    navigate(paths.signIn)
  }
  const signOut = useMutation({
    mutationFn: () => call('signOut', {}),
    onSuccess: leave,
    onError: (thrown) => {
      const { kind } = asApiError(thrown)
      if (kind === 'signedOut') leave()
      else setFailure(kind)
    },
  })
  const ask = useMutation({ mutationFn: whenSaved, onSuccess: () => unlessAsked(() => signOut.mutate()) })
  return {
    start: () => ask.mutate(),
    isBusy: ask.isPending || signOut.isPending,
    failure,
    stay: () => setFailure(null),
  }
}

function StillIn({ signOut: { failure, start, stay, isBusy } }: { signOut: ReturnType<typeof useSignOut> }) {
  if (!failure) return null
  return (
    <aside className="still-in no-print" aria-label={words.stillInTitle}>
      <Notice
        kind="warning"
        said="now"
        title={words.stillInTitle}
        actions={
          <>
            <Button kind="primary" onPress={start} isBusy={isBusy}>
              {words.signOutAgain}
            </Button>
            <Button onPress={stay}>{words.stay}</Button>
          </>
        }
      >
        <p>{words.stillIn[failure === 'unreachable' ? 'unreachable' : 'broken']}</p>
      </Notice>
    </aside>
  )
}

export function Header() {
  const { operator } = useSession()
  const signOut = useSignOut()
  return (
    <>
      <header className="header no-print">
        <div className="header-line">
          <Link href={paths.workplace} className="brand">
            <BrandMark />
            {words.brand}
          </Link>
          <div className="header-who">
            <strong>{operator.name}</strong>
            <WhereIAm />
          </div>
          <Button onPress={signOut.start} isBusy={signOut.isBusy}>
            {words.signOut}
          </Button>
        </div>
        <Navigation />
      </header>
      <StillIn signOut={signOut} />
    </>
  )
}
