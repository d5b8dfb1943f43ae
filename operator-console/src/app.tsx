import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Dialog, I18nProvider, Modal, ModalOverlay } from 'react-aria-components'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import type { SessionView } from '../../contract/session.ts'
import { onSignedOut } from './api-client.ts'
import { openDrafts } from './drafts.ts'
import { takeUpOpenings } from './features/contacts/unheard-contacts.ts'
import { SignInForm } from './features/sign-in/sign-in-form.tsx'
import { SignInPage } from './features/sign-in/sign-in-page.tsx'
import { WorkplacePage } from './features/workplace/workplace-page.tsx'
import { ClockBanner } from './frame/clock-banner.tsx'
import { Frame } from './frame/frame.tsx'
import { NotFoundPage } from './frame/not-found-page.tsx'
import { words } from './frame/words.ts'
import { LeaveGuard } from './leaving.tsx'
import { pages } from './pages.tsx'
import { paths } from './paths.ts'
import { queryClient, queryKey, useAnswer } from './queries.ts'
import { SessionProvider } from './session.tsx'
import { ProblemNotice } from './ui/notice.tsx'
import { Skeleton } from './ui/skeleton.tsx'

const Pages = () => (
  <Switch>
    <Route path={paths.workplace} component={WorkplacePage} />
    {pages}
    <Route component={NotFoundPage} />
  </Switch>
)

/** The session ended while somebody was working: the page stays as it is behind the sign-in, with all that was typed. */
function ExpiredSession({ session, onBack }: { session: SessionView; onBack: () => void }) {
  const welcomeBack = (again: SessionView) => {
    if (again.operator.id !== session.operator.id) {
      // What was typed before is not saved in the name of whoever comes now.
      openDrafts(again.operator.id)
      window.location.assign(paths.workplace)
      return
    }
    onBack()
    void queryClient.invalidateQueries()
  }
  return (
    <ModalOverlay isOpen className="dialog-veil" isKeyboardDismissDisabled>
      <Modal>
        <Dialog className="dialog">
          <SignInForm hasExpired email={session.operator.email} onSignedIn={welcomeBack} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function SignedIn({ session }: { session: SessionView }) {
  const [hasExpired, setHasExpired] = useState(false)
  // Before any form looks for what it had kept.
  useState(() => {
    openDrafts(session.operator.id)
    takeUpOpenings()
  })
  useEffect(() => onSignedOut(() => setHasExpired(true)), [])
  return (
    <SessionProvider session={session}>
      <Frame>
        <Pages />
      </Frame>
      {hasExpired && <ExpiredSession session={session} onBack={() => setHasExpired(false)} />}
    </SessionProvider>
  )
}

function Doorway() {
  const [location] = useLocation()
  const [wanted, setWanted] = useState<string>(location === paths.signIn ? paths.workplace : location)
  const session = useAnswer('readSession', {}, { staleTime: Number.POSITIVE_INFINITY })
  if (session.data) {
    return location === paths.signIn ? (
      <Redirect to={wanted} replace />
    ) : (
      <SignedIn key={session.data.operator.id} session={session.data} />
    )
  }
  if (session.error?.kind === 'signedOut' || location === paths.signIn) {
    if (location !== paths.signIn) return <Redirect to={paths.signIn} replace />
    return (
      <>
        <ClockBanner />
        <SignInPage onSignedIn={(opened) => queryClient.setQueryData(queryKey('readSession', {}), opened)} />
      </>
    )
  }
  if (wanted !== location) setWanted(location)
  return (
    <main className="page stack">
      <h1>{words.brand}</h1>
      {session.error ? <ProblemNotice error={session.error} onRetry={() => void session.refetch()} /> : <Skeleton />}
    </main>
  )
}

export const App = () => (
  <I18nProvider locale="it-IT">
    <QueryClientProvider client={queryClient}>
      <LeaveGuard>
        <Doorway />
      </LeaveGuard>
    </QueryClientProvider>
  </I18nProvider>
)
