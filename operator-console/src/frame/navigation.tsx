import { Link, useLocation } from 'wouter'
import { may } from '../../../helpline/access/permissions.ts'
import { paths } from '../paths.ts'
import { useSession } from '../session.tsx'
import { KeyHint, type Shortcut, useShortcut } from '../ui/shortcut.tsx'
import { type Entry, everydayEntries, otherEntries } from './entries.ts'
import { words } from './words.ts'

const OTHERS_SHORTCUT: Shortcut = 'Alt+7'

const isWithin = (location: string, href: string): boolean =>
  location === href || (href !== paths.workplace && location.startsWith(`${href}/`))

interface NavigationLinkProps extends Pick<Entry, 'href' | 'name' | 'shortcut'> {
  current: 'page' | true | undefined
}

function NavigationLink({ href, name, shortcut, current }: NavigationLinkProps) {
  const [, navigate] = useLocation()
  useShortcut(shortcut, () => navigate(href))
  return (
    <li>
      <Link href={href} className="nav-link" aria-keyshortcuts={shortcut} aria-current={current}>
        {name}
        {shortcut && <KeyHint shortcut={shortcut} />}
      </Link>
    </li>
  )
}

/** The key of a page that is not in the header. */
function OtherKey({ href, shortcut }: { href: string; shortcut: Shortcut }) {
  const [, navigate] = useLocation()
  useShortcut(shortcut, () => navigate(href))
  return null
}

/** The few pages of every day, and the way to all the others. */
export function Navigation() {
  const [location] = useLocation()
  const { operator } = useSession()
  const others = otherEntries
    .flatMap(({ entries }) => entries)
    .filter(({ permission }) => !permission || may(operator, permission))
  const isElsewhere = others.some(({ href }) => isWithin(location, href))
  return (
    <nav aria-label={words.mainNavigation} className="nav no-print">
      <ul className="plain-list">
        {everydayEntries.map((entry) => (
          <NavigationLink key={entry.href} {...entry} current={isWithin(location, entry.href) ? 'page' : undefined} />
        ))}
        <NavigationLink
          href={paths.others}
          name={words.others}
          shortcut={OTHERS_SHORTCUT}
          current={location === paths.others ? 'page' : isElsewhere || undefined}
        />
      </ul>
      {others.map(({ href, shortcut }) => shortcut && <OtherKey key={href} href={href} shortcut={shortcut} />)}
    </nav>
  )
}
