import { Suspense, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../api-client.ts'
import { OutgoingCallPanel } from '../calling/outgoing-call-panel.tsx'
import { setClockFromServer } from '../clock.ts'
import { ConversationPanel } from '../conversation/conversation-panel.tsx'
import { followLive, type Live } from '../live.ts'
import { isStaleAfter } from '../live-news.ts'
import { queryClient } from '../queries.ts'
import { SoftphonePanel } from '../softphone/softphone-panel.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { CallWatch } from './call-watch.tsx'
import { ClockBanner } from './clock-banner.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { Header } from './header.tsx'
import { StatusBar } from './status-bar.tsx'
import { words } from './words.ts'

const openLive = () =>
  followLive({
    heard: (news) => void queryClient.invalidateQueries({ predicate: ({ queryKey }) => isStaleAfter(news, queryKey) }),
    // A session that no longer counts shows the sign-in; a lost network is already in the status bar.
    refused: () => void call('readSession', {}).catch(() => undefined),
  })

/** A computer that slept, or was away, may have lost or corrected its own time meanwhile. */
const measureTimeWhenBack = (live: Live) =>
  live.subscribe(() => {
    if (live.connection().state === 'connected') void setClockFromServer().catch(() => undefined)
  })

export function Frame({ children }: { children: React.ReactNode }) {
  const [live] = useState(openLive)
  const [location] = useLocation()
  useEffect(() => {
    const stop = measureTimeWhenBack(live)
    return () => {
      stop()
      live.close()
    }
  }, [live])
  return (
    <div className="frame">
      <a href="#content" className="skip">
        {words.skip}
      </a>
      <ClockBanner />
      <Header />
      <CallWatch />
      <SoftphonePanel />
      <OutgoingCallPanel />
      <ConversationPanel />
      <main id="content" tabIndex={-1}>
        <ErrorBoundary resetKey={location}>
          <Suspense
            fallback={
              <div className="page">
                <h1 className="visually-hidden">{words.opening}</h1>
                <Skeleton />
              </div>
            }
          >
            {children}
          </Suspense>
        </ErrorBoundary>
      </main>
      <StatusBar live={live} />
    </div>
  )
}
