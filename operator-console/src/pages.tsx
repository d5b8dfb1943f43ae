import { type ComponentType, createElement, lazy, type ReactElement } from 'react'
import { Route } from 'wouter'
import { paths } from './paths.ts'

function page(path: string, load: () => Promise<ComponentType>): ReactElement {
  const Page = lazy(async () => ({ default: await load() }))
  return <Route key={path} path={path} component={Page} />
}

/** A page about one thing, whose id is in the address: another id is another page. */
function pageOf<P extends string>(
  param: P,
  pathOf: (param: `:${P}`) => string,
  load: () => Promise<ComponentType<Record<P, string>>>,
): ReactElement {
  const Page = lazy(async () => ({ default: (await load()) as ComponentType<Record<string, string>> }))
  const path = pathOf(`:${param}`)
  return (
    <Route key={path} path={path}>
      {(params: Readonly<Record<string, string | undefined>>) => {
        const id = params[param] ?? ''
        return createElement(Page, { key: id, [param]: id })
      }}
    </Route>
  )
}

/** Each page is fetched when it is first opened. The first whose address fits is shown. */
export const pages: readonly ReactElement[] = [
  page(paths.others, async () => (await import('./frame/others-page.tsx')).OthersPage),
  page(paths.desk, async () => (await import('./features/desk/desk-page.tsx')).DeskPage),
  page(paths.wall, async () => (await import('./features/wall/wall-page.tsx')).WallPage),
  page(paths.operators, async () => (await import('./features/operators/operators-page.tsx')).OperatorsPage),
  page(paths.newOperator, async () => (await import('./features/operators/new-operator-page.tsx')).NewOperatorPage),
  pageOf(
    'operatorId',
    paths.operator,
    async () => (await import('./features/operators/operator-page.tsx')).OperatorPage,
  ),
  page(paths.contacts, async () => (await import('./features/contacts/contacts-page.tsx')).ContactsPage),
  page(paths.newContact, async () => (await import('./features/contacts/new-contact-page.tsx')).NewContactPage),
  pageOf('contactId', paths.contact, async () => (await import('./features/contacts/contact-page.tsx')).ContactPage),
  page(paths.people, async () => (await import('./features/people/people-page.tsx')).PeoplePage),
  page(paths.newPerson, async () => (await import('./features/people/new-person-page.tsx')).NewPersonPage),
  page(
    paths.compareCards(':personId', ':otherId'),
    async () => (await import('./features/people/compare-page.tsx')).ComparePage,
  ),
  pageOf(
    'personId',
    paths.mergeWith,
    async () => (await import('./features/people/merge-with-page.tsx')).MergeWithPage,
  ),
  pageOf('personId', paths.person, async () => (await import('./features/people/person-page.tsx')).PersonPage),
  page(paths.services, async () => (await import('./features/services/services-page.tsx')).ServicesPage),
  pageOf('serviceId', paths.service, async () => (await import('./features/services/service-page.tsx')).ServicePage),
  pageOf('seriesId', paths.series, async () => (await import('./features/series/series-page.tsx')).SeriesPage),
  page(paths.volunteers, async () => (await import('./features/volunteers/volunteers-page.tsx')).VolunteersPage),
  page(paths.newVolunteer, async () => (await import('./features/volunteers/new-volunteer-page.tsx')).NewVolunteerPage),
  page(paths.register, async () => (await import('./features/volunteers/register-page.tsx')).RegisterPage),
  pageOf(
    'volunteerId',
    paths.volunteer,
    async () => (await import('./features/volunteers/volunteer-page.tsx')).VolunteerPage,
  ),
  page(paths.vehicles, async () => (await import('./features/vehicles/vehicles-page.tsx')).VehiclesPage),
  page(paths.newVehicle, async () => (await import('./features/vehicles/new-vehicle-page.tsx')).NewVehiclePage),
  pageOf('vehicleId', paths.vehicle, async () => (await import('./features/vehicles/vehicle-page.tsx')).VehiclePage),
  page(paths.board, async () => (await import('./features/board/board-page.tsx')).BoardPage),
  page(paths.calendar, async () => (await import('./features/calendar/calendar-page.tsx')).CalendarPage),
  page(paths.daySheets, async () => (await import('./features/day-sheets/day-sheets-page.tsx')).DaySheetsPage),
  page(paths.companion, async () => (await import('./features/companion/companion-page.tsx')).CompanionPage),
  page(paths.campaigns, async () => (await import('./features/campaigns/campaigns-page.tsx')).CampaignsPage),
  page(paths.newCampaign, async () => (await import('./features/campaigns/new-campaign-page.tsx')).NewCampaignPage),
  pageOf(
    'campaignId',
    paths.campaign,
    async () => (await import('./features/campaigns/campaign-page.tsx')).CampaignPage,
  ),
  page(paths.callbacks, async () => (await import('./features/callbacks/callbacks-page.tsx')).CallbacksPage),
  page(paths.messages, async () => (await import('./features/messages/messages-page.tsx')).MessagesPage),
  pageOf(
    'conversationId',
    paths.conversation,
    async () => (await import('./features/messages/conversation-page.tsx')).ConversationPage,
  ),
  page(
    paths.telephoneRules,
    async () => (await import('./features/telephone-rules/telephone-rules-page.tsx')).TelephoneRulesPage,
  ),
  page(
    paths.offerPolicies,
    async () => (await import('./features/offer-policies/offer-policies-page.tsx')).OfferPoliciesPage,
  ),
  page(paths.directory, async () => (await import('./features/directory/directory-page.tsx')).DirectoryPage),
  page(paths.newDirectoryEntry, async () => (await import('./features/directory/new-entry-page.tsx')).NewEntryPage),
  pageOf('entryId', paths.directoryEntry, async () => (await import('./features/directory/entry-page.tsx')).EntryPage),
  page(paths.aids, async () => (await import('./features/paperwork/aids-page.tsx')).AidsPage),
  page(paths.newAid, async () => (await import('./features/paperwork/new-aid-page.tsx')).NewAidPage),
  pageOf('aidId', paths.aid, async () => (await import('./features/paperwork/aid-page.tsx')).AidPage),
  page(paths.expenses, async () => (await import('./features/paperwork/expenses-page.tsx')).ExpensesPage),
  page(paths.workedHours, async () => (await import('./features/paperwork/worked-hours-page.tsx')).WorkedHoursPage),
  page(paths.imports, async () => (await import('./features/imports/imports-page.tsx')).ImportsPage),
  pageOf('batchId', paths.importBatch, async () => (await import('./features/imports/import-page.tsx')).ImportPage),
  page(paths.reports, async () => (await import('./features/reports/figures-page.tsx')).FiguresPage),
  page(paths.figureRows, async () => (await import('./features/reports/figure-rows-page.tsx')).FigureRowsPage),
  page(paths.socialReport, async () => (await import('./features/reports/social-report-page.tsx')).SocialReportPage),
  page(
    paths.publishedReports,
    async () => (await import('./features/reports/published-list-page.tsx')).PublishedListPage,
  ),
  pageOf(
    'reportId',
    paths.published,
    async () => (await import('./features/reports/published-page.tsx')).PublishedPage,
  ),
  page(paths.exports, async () => (await import('./features/reports/exports-page.tsx')).ExportsPage),
  page(
    paths.dueCalendar,
    async () => (await import('./features/accountability/due-calendar-page.tsx')).DueCalendarPage,
  ),
  page(paths.agreements, async () => (await import('./features/accountability/agreements-page.tsx')).AgreementsPage),
  page(
    paths.newAgreement,
    async () => (await import('./features/accountability/new-agreement-page.tsx')).NewAgreementPage,
  ),
  pageOf(
    'agreementId',
    paths.agreement,
    async () => (await import('./features/accountability/agreement-page.tsx')).AgreementPage,
  ),
  page(paths.activities, async () => (await import('./features/accountability/activities-page.tsx')).ActivitiesPage),
  page(paths.network, async () => (await import('./features/network/network-page.tsx')).NetworkPage),
  page(paths.newPoint, async () => (await import('./features/network/new-point-page.tsx')).NewPointPage),
  pageOf('pointId', paths.point, async () => (await import('./features/network/point-page.tsx')).PointPage),
  page(paths.networkDistricts, async () => (await import('./features/network/districts-page.tsx')).DistrictsPage),
  page(
    paths.networkAssociations,
    async () => (await import('./features/network/associations-page.tsx')).AssociationsPage,
  ),
  page(
    paths.networkInstitutions,
    async () => (await import('./features/network/institutions-page.tsx')).InstitutionsPage,
  ),
  page(paths.networkFacilities, async () => (await import('./features/network/facilities-page.tsx')).FacilitiesPage),
  page(paths.networkWeek, async () => (await import('./features/network/week-page.tsx')).WeekPage),
  page(paths.networkPreview, async () => (await import('./features/network/preview-page.tsx')).PreviewPage),
]
