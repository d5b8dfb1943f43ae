import type { EndpointName } from '../../../contract/api.ts'
import type { ServiceView } from '../../../contract/dispatch.ts'
import { queryClient, queryKey } from '../queries.ts'

const lists: readonly EndpointName[] = [
  'listServices',
  'readBoard',
  'readServiceCalendar',
  'readDaySheets',
  'listCandidates',
]

/** A service has changed: every list it may stand in is read again. */
export function forgetLists(): void {
  for (const name of lists) void queryClient.invalidateQueries({ queryKey: [name] })
}

export function forgetService(serviceId: string): void {
  void queryClient.invalidateQueries({ queryKey: queryKey('readService', { params: { serviceId } }) })
  forgetLists()
}

export function rememberService(service: ServiceView): void {
  queryClient.setQueryData(queryKey('readService', { params: { serviceId: service.id } }), service)
  forgetLists()
}
