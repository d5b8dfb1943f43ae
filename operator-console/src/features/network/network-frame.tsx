import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { paths } from '../../paths.ts'
import { Page } from '../../ui/page.tsx'
import './network.css'
import { words } from './words.ts'

const sections = [
  [paths.network, words.points],
  [paths.networkDistricts, words.districts],
  [paths.networkAssociations, words.associations],
  [paths.networkInstitutions, words.institutions],
  [paths.networkFacilities, words.facilities],
  [paths.networkWeek, words.week],
  [paths.networkPreview, words.preview],
] as const

/** A page of the network, with the ways to the others. */
export function NetworkPageFrame({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
}) {
  const [location] = useLocation()
  return (
    <Page title={title} aside={aside}>
      <nav aria-label={words.sections} className="no-print">
        <ul className="network-sections plain-list">
          {sections.map(([href, name]) => (
            <li key={href}>
              <Link href={href} className="button" aria-current={location === href ? 'page' : undefined}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </Page>
  )
}
