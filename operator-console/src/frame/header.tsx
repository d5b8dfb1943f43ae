import { useMutation } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { presenceStateNames } from '../../../helpline/access/presence-states.ts'
import { call } from '../api-client.ts'
import { useMyPresence } from '../current-calls.ts'
import { forgetDrafts } from '../drafts.ts'
import { capitalised } from '../formats.ts'
import { useLeaving } from '../leaving.tsx'
import { paths } from '../paths.ts'
import { queryClient } from '../queries.ts'
import { useSession } from '../session.tsx'
import { Button } from '../ui/button.tsx'
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

export function Header() {
  const { operator } = useSession()
  const [, navigate] = useLocation()
  const leave = useLeaving()
  const signOut = useMutation({
    mutationFn: () => call('signOut', {}),
    onSettled: () => {
      forgetDrafts()
      queryClient.clear()
      navigate(paths.signIn)
    },
  })
  return (
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
        <Button onPress={() => leave(() => signOut.mutate())} isBusy={signOut.isPending}>
          {words.signOut}
        </Button>
      </div>
      <Navigation />
    </header>
  )
}
