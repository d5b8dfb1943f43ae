import { Component, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { words } from './words.ts'

interface Props {
  /** A change of it gives the page another chance. */
  resetKey: string
  children: ReactNode
}

export class ErrorBoundary extends Component<Props, { failedAt: string | null }> {
  override state: { failedAt: string | null } = { failedAt: null }

  override componentDidCatch(): void {
    this.setState({ failedAt: this.props.resetKey })
  }

  static getDerivedStateFromError(): { failedAt: string } {
    return { failedAt: '' }
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.failedAt !== null && before.resetKey !== this.props.resetKey) this.setState({ failedAt: null })
  }

  override render(): ReactNode {
    if (this.state.failedAt === null) return this.props.children
    return (
      <Page title={words.crashedTitle}>
        <p role="alert">{words.crashed}</p>
        <div className="row">
          <Button kind="primary" onPress={() => window.location.reload()}>
            {words.reload}
          </Button>
        </div>
      </Page>
    )
  }
}
