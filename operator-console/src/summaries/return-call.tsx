import { useMutation } from '@tanstack/react-query'
import type { ServiceView } from '../../../contract/dispatch.ts'
import { type ApiError, call } from '../api-client.ts'
import { useNow } from '../clock.ts'
import { queryClient } from '../queries.ts'
import { useMay } from '../session.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { words } from './words.ts'

const isOver = ({ state }: ServiceView): boolean => state === 'done' || state === 'unmet' || state === 'cancelled'

/** "È pronta": said for the person who has called, or for the volunteer who has. */
export function ReturnCall({ service }: { service: ServiceView }) {
  const now = useNow(60_000)
  const mayCall = useMay('request:takeInCharge')
  const ready = useMutation<null, ApiError>({
    mutationFn: () => call('declareReady', { params: { serviceId: service.id }, body: {} }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['readService'] }),
  })
  const waits = service.calledUntil !== null && service.readyAt === null && !isOver(service)
  // Nobody comes back before having left.
  if (!mayCall || !waits || new Date(service.startsAt).getTime() - now.getTime() > 2 * 3_600_000) return null
  return (
    <div className="stack-tight">
      <div className="row">
        <Button kind="primary" isBusy={ready.isPending} onPress={() => ready.mutate()}>
          {words.ready}
        </Button>
        <span className="soft">{words.readyHint}</span>
      </div>
      {ready.error && <ProblemNotice error={ready.error} />}
    </div>
  )
}
