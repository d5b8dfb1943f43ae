import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { HandChangeView } from '../../../contract/board.ts'
import { type ApiError, call } from '../api-client.ts'
import { helplineNow } from '../clock.ts'
import { formatMoment } from '../formats.ts'
import { forgetService } from './remember-service.ts'
import { words } from './words.ts'

/** What was just done by hand, as long as it is worth saying. */
export interface MadeChange {
  serviceId: string
  /** What, for whom, when. */
  what: string
  title: string
  change: HandChangeView | null
}

export interface ServiceAtHand {
  id: string
  version: number
  /** In words: what, for whom, when. */
  what: string
}

interface Assigning {
  service: ServiceAtHand
  volunteer: { id: string; name: string }
  vehicleId: string | 'any' | null
}

/** The changes a page makes to services, and the last of them, which may be undone. */
export function useHandChanges() {
  const [made, setMade] = useState<MadeChange | null>(null)
  const onError = (_: ApiError, { service }: { service: ServiceAtHand }) => forgetService(service.id)
  const assign = useMutation<HandChangeView, ApiError, Assigning>({
    mutationFn: ({ service, volunteer, vehicleId }) =>
      call('assignByHand', {
        params: { serviceId: service.id },
        body: { version: service.version, volunteerId: volunteer.id, vehicleId },
      }),
    onSuccess: (change, { service, volunteer }) => {
      setMade({
        serviceId: service.id,
        what: service.what,
        title: words.made.assigned(volunteer.name, service.what),
        change,
      })
      forgetService(service.id)
    },
    onError,
  })
  const move = useMutation<HandChangeView, ApiError, { service: ServiceAtHand; startsAt: string }>({
    mutationFn: ({ service, startsAt }) =>
      call('moveService', { params: { serviceId: service.id }, body: { version: service.version, startsAt } }),
    onSuccess: (change, { service, startsAt }) => {
      const title = words.made.moved(service.what, formatMoment(startsAt, helplineNow()))
      setMade({ serviceId: service.id, what: service.what, title, change })
      forgetService(service.id)
    },
    onError,
  })
  const undo = useMutation<unknown, ApiError, MadeChange>({
    mutationFn: ({ serviceId, change }) =>
      call('undoServiceChange', { params: { serviceId }, body: { version: change?.version ?? 0 } }),
    onSuccess: (_, { serviceId, what }) => {
      setMade({ serviceId, what, title: words.made.undone(what), change: null })
      forgetService(serviceId)
    },
  })
  return { made, assign, move, undo, forget: () => setMade(null) }
}
export type HandChanges = ReturnType<typeof useHandChanges>
