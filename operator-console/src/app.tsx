import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, useEffect, useState } from 'react'
import { Dialog, I18nProvider, Modal, ModalOverlay } from 'react-aria-components'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import type { SessionView } from '../../contract/session.ts'
import { onSignedOut } from './api-client.ts'
import { SignInForm } from './features/sign-in/sign-in-form.tsx'
import { SignInPage } from './features/sign-in/sign-in-page.tsx'
import { WorkplacePage } from './features/workplace/workplace-page.tsx'
import { ClockBanner } from './frame/clock-banner.tsx'
import { Frame } from './frame/frame.tsx'
import { NotFoundPage } from './frame/not-found-page.tsx'
import { paths } from './paths.ts'
import { queryClient, queryKey, useAnswer } from './queries.ts'
import { SessionProvider } from './session.tsx'
import { ProblemNotice } from './ui/notice.tsx'
import { Skeleton } from './ui/skeleton.tsx'

const ContactsPage = lazy(async () => ({
  default: (await import('./features/contacts/contacts-page.tsx')).ContactsPage,
}))
const NewContactPage = lazy(async () => ({
  default: (await import('./features/contacts/new-contact-page.tsx')).NewContactPage,
}))
const ContactPage = lazy(async () => ({ default: (await import('./features/contacts/contact-page.tsx')).ContactPage }))
const PeoplePage = lazy(async () => ({ default: (await import('./features/people/people-page.tsx')).PeoplePage }))
const NewPersonPage = lazy(async () => ({
  default: (await import('./features/people/new-person-page.tsx')).NewPersonPage,
}))
const PersonPage = lazy(async () => ({ default: (await import('./features/people/person-page.tsx')).PersonPage }))
const ServicesPage = lazy(async () => ({
  default: (await import('./features/services/services-page.tsx')).ServicesPage,
}))
const ServicePage = lazy(async () => ({ default: (await import('./features/services/service-page.tsx')).ServicePage }))
const CallbacksPage = lazy(async () => ({
  default: (await import('./features/callbacks/callbacks-page.tsx')).CallbacksPage,
}))
const TelephoneRulesPage = lazy(async () => ({
  default: (await import('./features/telephone-rules/telephone-rules-page.tsx')).TelephoneRulesPage,
}))
const DirectoryPage = lazy(async () => ({
  default: (await import('./features/directory/directory-page.tsx')).DirectoryPage,
}))
const FiguresPage = lazy(async () => ({ default: (await import('./features/reports/figures-page.tsx')).FiguresPage }))
const FigureRowsPage = lazy(async () => ({
  default: (await import('./features/reports/figure-rows-page.tsx')).FigureRowsPage,
}))
const SocialReportPage = lazy(async () => ({
  default: (await import('./features/reports/social-report-page.tsx')).SocialReportPage,
}))
const PublishedListPage = lazy(async () => ({
  default: (await import('./features/reports/published-list-page.tsx')).PublishedListPage,
}))
const PublishedPage = lazy(async () => ({
  default: (await import('./features/reports/published-page.tsx')).PublishedPage,
}))
const ExportsPage = lazy(async () => ({ default: (await import('./features/reports/exports-page.tsx')).ExportsPage }))
const DueCalendarPage = lazy(async () => ({
  default: (await import('./features/accountability/due-calendar-page.tsx')).DueCalendarPage,
}))
const AgreementsPage = lazy(async () => ({
  default: (await import('./features/accountability/agreements-page.tsx')).AgreementsPage,
}))
const NewAgreementPage = lazy(async () => ({
  default: (await import('./features/accountability/new-agreement-page.tsx')).NewAgreementPage,
}))
const AgreementPage = lazy(async () => ({
  default: (await import('./features/accountability/agreement-page.tsx')).AgreementPage,
}))
const ActivitiesPage = lazy(async () => ({
  default: (await import('./features/accountability/activities-page.tsx')).ActivitiesPage,
}))
const ImportsPage = lazy(async () => ({ default: (await import('./features/imports/imports-page.tsx')).ImportsPage }))
const ImportPage = lazy(async () => ({ default: (await import('./features/imports/import-page.tsx')).ImportPage }))
const NetworkPage = lazy(async () => ({ default: (await import('./features/network/network-page.tsx')).NetworkPage }))
const NewPointPage = lazy(async () => ({
  default: (await import('./features/network/new-point-page.tsx')).NewPointPage,
}))
const PointPage = lazy(async () => ({ default: (await import('./features/network/point-page.tsx')).PointPage }))
const DistrictsPage = lazy(async () => ({
  default: (await import('./features/network/districts-page.tsx')).DistrictsPage,
}))
const AssociationsPage = lazy(async () => ({
  default: (await import('./features/network/associations-page.tsx')).AssociationsPage,
}))
const WeekPage = lazy(async () => ({ default: (await import('./features/network/week-page.tsx')).WeekPage }))
const PreviewPage = lazy(async () => ({ default: (await import('./features/network/preview-page.tsx')).PreviewPage }))

const Pages = () => (
  <Switch>
    <Route path={paths.workplace} component={WorkplacePage} />
    <Route path={paths.contacts} component={ContactsPage} />
    <Route path={paths.newContact} component={NewContactPage} />
    <Route path={paths.contact(':contactId')}>
      {({ contactId = '' }) => <ContactPage key={contactId} contactId={contactId} />}
    </Route>
    <Route path={paths.people} component={PeoplePage} />
    <Route path={paths.newPerson} component={NewPersonPage} />
    <Route path={paths.person(':personId')}>
      {({ personId = '' }) => <PersonPage key={personId} personId={personId} />}
    </Route>
    <Route path={paths.services} component={ServicesPage} />
    <Route path={paths.service(':serviceId')}>
      {({ serviceId = '' }) => <ServicePage key={serviceId} serviceId={serviceId} />}
    </Route>
    <Route path={paths.callbacks} component={CallbacksPage} />
    <Route path={paths.telephoneRules} component={TelephoneRulesPage} />
    <Route path={paths.directory} component={DirectoryPage} />
    <Route path={paths.imports} component={ImportsPage} />
    <Route path={paths.importBatch(':batchId')}>
      {({ batchId = '' }) => <ImportPage key={batchId} batchId={batchId} />}
    </Route>
    <Route path={paths.reports} component={FiguresPage} />
    <Route path={paths.figureRows} component={FigureRowsPage} />
    <Route path={paths.socialReport} component={SocialReportPage} />
    <Route path={paths.publishedReports} component={PublishedListPage} />
    <Route path={paths.published(':reportId')}>
      {({ reportId = '' }) => <PublishedPage key={reportId} reportId={reportId} />}
    </Route>
    <Route path={paths.exports} component={ExportsPage} />
    <Route path={paths.dueCalendar} component={DueCalendarPage} />
    <Route path={paths.agreements} component={AgreementsPage} />
    <Route path={paths.newAgreement} component={NewAgreementPage} />
    <Route path={paths.agreement(':agreementId')}>
      {({ agreementId = '' }) => <AgreementPage key={agreementId} agreementId={agreementId} />}
    </Route>
    <Route path={paths.activities} component={ActivitiesPage} />
    <Route path={paths.network} component={NetworkPage} />
    <Route path={paths.newPoint} component={NewPointPage} />
    <Route path={paths.point(':pointId')}>{({ pointId = '' }) => <PointPage key={pointId} pointId={pointId} />}</Route>
    <Route path={paths.networkDistricts} component={DistrictsPage} />
    <Route path={paths.networkAssociations} component={AssociationsPage} />
    <Route path={paths.networkWeek} component={WeekPage} />
    <Route path={paths.networkPreview} component={PreviewPage} />
    <Route component={NotFoundPage} />
  </Switch>
)

/** The session ended while somebody was working: the page stays as it is behind the sign-in, with all that was typed. */
function ExpiredSession({ session, onBack }: { session: SessionView; onBack: () => void }) {
  const welcomeBack = (again: SessionView) => {
    if (again.operator.id !== session.operator.id) window.location.assign(paths.workplace)
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
    return location === paths.signIn ? <Redirect to={wanted} replace /> : <SignedIn session={session.data} />
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
    <main className="page">
      {session.error ? <ProblemNotice error={session.error} onRetry={() => void session.refetch()} /> : <Skeleton />}
    </main>
  )
}

export const App = () => (
  <I18nProvider locale="it-IT">
    <QueryClientProvider client={queryClient}>
      <Doorway />
    </QueryClientProvider>
  </I18nProvider>
)
