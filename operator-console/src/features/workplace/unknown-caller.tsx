import type { CallView } from '../../../../contract/calls.ts'
import { type CallerIntention, intend, useIntention } from '../../caller-intention.ts'
import { WhatToAsk } from '../../summaries/what-to-ask.tsx'
import { Button } from '../../ui/button.tsx'
import type { Shortcut } from '../../ui/shortcut.tsx'
import { words } from './words.ts'

const shortcuts = { newPerson: 'F2', askWho: 'F4' } as const satisfies Record<CallerIntention, Shortcut>

/** Nobody has this number: what to do first is chosen while it rings, and waits in the contact when it is answered. */
export function UnknownCaller({ call, hasKeys }: { call: CallView; hasKeys: boolean }) {
  const intention = useIntention(call.id)
  return (
    <>
      <p>
        <strong>{call.institutionName ?? words.unknown}</strong> {words.unknownHint}
      </p>
      {call.state === 'ringing' && (
        <fieldset className="row">
          <legend className="visually-hidden">{words.whatFirst}</legend>
          {(['newPerson', 'askWho'] as const).map((each) => (
            <Button
              key={each}
              isPressed={intention === each}
              onPress={() => intend(call.id, intention === each ? null : each)}
              {...(hasKeys ? { shortcut: shortcuts[each] } : {})}
            >
              {intention === each && '✓ '}
              {words.intentions[each]}
            </Button>
          ))}
        </fieldset>
      )}
      <div role="status">{intention && <p>{words.intended[intention]}</p>}</div>
      {intention === 'askWho' && <WhatToAsk />}
    </>
  )
}
