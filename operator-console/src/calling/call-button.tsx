import type { OutgoingTarget } from '../../../contract/outgoing-calls.ts'
import { Button } from '../ui/button.tsx'
import { Telephone } from '../ui/icons.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { useMyOutgoingCall, usePlaceCall } from './outgoing-call.ts'
import { words } from './words.ts'

interface CallButtonProps {
  to: OutgoingTarget
  /** Whom it calls, for those who do not see what stands beside the button. */
  who: string
  /** Where nothing beside it says whom it calls. */
  isNamed?: boolean
  /** The request the call serves. */
  servesRequestId?: string | undefined
}

/** Calls somebody: through this computer if it is ready, otherwise the operator's telephone rings first. */
export function CallButton({ to, who, isNamed = false, servesRequestId }: CallButtonProps) {
  const place = usePlaceCall()
  const mine = useMyOutgoingCall()
  const isCalling = mine !== null && mine.phase !== 'over'
  return (
    <>
      <Button
        label={words.callSomebody(who)}
        isDisabled={isCalling}
        isBusy={place.isPending}
        onPress={() => place.mutate({ to, servesRequestId })}
      >
        <Telephone /> {isNamed ? words.callSomebody(who) : words.call}
      </Button>
      {place.error && <ProblemNotice error={place.error} />}
    </>
  )
}
