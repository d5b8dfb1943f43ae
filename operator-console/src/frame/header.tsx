import { useMutation } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { presenceStateNames } from '../../../helpline/access/presence-states.ts'
import { call } from '../api-client.ts'
import { useMyPresence } from '../current-calls.ts'
import { capitalised } from '../formats.ts'
import { paths } from '../paths.ts'
import { queryClient } from '../queries.ts'
import { useMay, useSession } from '../session.tsx'
import { Button } from '../ui/button.tsx'
import { KeyHint, type Shortcut, useShortcut } from '../ui/shortcut.tsx'
import { words } from './words.ts'

const BrandMark = () => (
  <svg viewBox="0 0 48 32" aria-hidden="true" className="brand-mark">
    <path d="M2 21c8 0 10-15 19-15 8 0 9 8 4 11s-12 0-7-4 14-4 28 6" />
  </svg>
)

function NavigationLink({ href, shortcut, children }: { href: string; shortcut?: Shortcut; children: string }) {
  const [location, navigate] = useLocation()
  useShortcut(shortcut, () => navigate(href))
  const isHere = href === paths.workplace ? location === href : location === href || location.startsWith(`${href}/`)
  return (
    <li>
      <Link href={href} className="nav-link" aria-keyshortcuts={shortcut} aria-current={isHere ? 'page' : undefined}>
        {children}
        {shortcut && <KeyHint shortcut={shortcut} />}
      </Link>
    </li>
  )
}

function Navigation() {
  const mayReport = useMay('report:read')
  const mayManageTelephone = useMay('telephone:manage')
  const mayImport = useMay('import:write')
  return (
    <nav aria-label={words.mainNavigation} className="nav no-print">
      <ul className="plain-list">
        <NavigationLink href={paths.workplace} shortcut="Alt+1">
          {words.workplace}
        </NavigationLink>
        <NavigationLink href={paths.contacts} shortcut="Alt+2">
          {words.contacts}
        </NavigationLink>
        <NavigationLink href={paths.people} shortcut="Alt+3">
          {words.people}
        </NavigationLink>
        <NavigationLink href={paths.services} shortcut="Alt+4">
          {words.services}
        </NavigationLink>
        <NavigationLink href={paths.callbacks} shortcut="Alt+5">
          {words.callbacks}
        </NavigationLink>
        <NavigationLink href={paths.directory} shortcut="Alt+6">
          {words.directory}
        </NavigationLink>
        {mayReport && (
          <NavigationLink href={paths.reports} shortcut="Alt+7">
            {words.reports}
          </NavigationLink>
        )}
        <NavigationLink href={paths.network} shortcut="Alt+8">
          {words.network}
        </NavigationLink>
        {mayManageTelephone && (
          <NavigationLink href={paths.telephoneRules} shortcut="Alt+9">
            {words.telephoneRules}
          </NavigationLink>
        )}
        {mayImport && <NavigationLink href={paths.imports}>{words.imports}</NavigationLink>}
      </ul>
    </nav>
  )
}

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
  const signOut = useMutation({
    mutationFn: () => call('signOut', {}),
    onSettled: () => {
      queryClient.clear()
      navigate(paths.signIn)
    },
  })
  return (
    <header className="header">
      <div className="header-line">
        <Link href={paths.workplace} className="brand">
          <BrandMark />
          {words.brand}
        </Link>
        <div className="header-who">
          <strong>{operator.name}</strong>
          <WhereIAm />
        </div>
        <Button onPress={() => signOut.mutate()} isBusy={signOut.isPending}>
          {words.signOut}
        </Button>
      </div>
      <Navigation />
    </header>
  )
}
