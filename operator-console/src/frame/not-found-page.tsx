import { paths } from '../paths.ts'
import { LinkButton } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { words } from './words.ts'

export const NotFoundPage = () => (
  <Page title={words.notFoundTitle}>
    <p>{words.notFound}</p>
    <div className="row">
      <LinkButton href={paths.workplace}>{words.backToWorkplace}</LinkButton>
    </div>
  </Page>
)
