import { Link } from 'wouter'
import { may } from '../../../helpline/access/permissions.ts'
import { useSession } from '../session.tsx'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { KeyHint } from '../ui/shortcut.tsx'
import { otherEntries } from './entries.ts'
import { words } from './words.ts'

/** Every page that is not in the header, a sentence each. */
export function OthersPage() {
  const { operator } = useSession()
  return (
    <Page title={words.others}>
      {otherEntries.map((group) => {
        const open = group.entries.filter(({ permission }) => !permission || may(operator, permission))
        if (open.length === 0) return null
        return (
          <Card key={group.name} title={group.name}>
            <ul className="plain-list others">
              {open.map(({ href, name, hint, shortcut }) => (
                <li key={href} className="other">
                  <span className="other-name">
                    <Link href={href} className="other-link" aria-describedby={`other-${href}`}>
                      {name}
                    </Link>
                    {shortcut && <KeyHint shortcut={shortcut} />}
                  </span>
                  <span id={`other-${href}`} className="soft">
                    {hint}
                  </span>
                </li>
              ))}
            </ul>
          </Card>
        )
      })}
    </Page>
  )
}
