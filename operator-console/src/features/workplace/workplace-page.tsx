import './workplace.css'
import { CallAnotherNumber } from '../../calling/call-another-number.tsx'
import { isAt, isMine, useCurrentCalls, useMyPresence } from '../../current-calls.ts'
import { useSession } from '../../session.tsx'
import { WaitingMessages } from '../../summaries/waiting-messages.tsx'
import { WhoIsHere } from '../../summaries/who-is-here.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { CallCard } from './call-card.tsx'
import { CallsElsewhere } from './calls-elsewhere.tsx'
import { MyStation } from './my-station.tsx'
import { Sound } from './sound.tsx'
import { WaitingCallers } from './waiting-callers.tsx'
import { words } from './words.ts'

const order = { ringing: 0, waiting: 1, recording: 2, asking: 3, answered: 4, ended: 5 } as const

export function WorkplacePage() {
  const { operator } = useSession()
  const presence = useMyPresence()
  const answer = useCurrentCalls()
  return (
    <Page title={words.title}>
      <div className="workplace">
        <Card title={words.calls} className="workplace-calls">
          <Answer answer={answer} lines={4}>
            {(calls) => {
              const here = calls
                .filter((call) => call.state !== 'waiting')
                .filter((call) => isAt(call, presence?.listeningPointId) || isMine(call, operator.id))
                .sort((a, b) => order[a.state] - order[b.state] || a.startedAt.localeCompare(b.startedAt))
              const elsewhere = calls.filter((call) => call.state !== 'waiting' && !here.includes(call))
              const keyed = here.find(({ state, candidates }) => state === 'ringing' && candidates.length === 0)
              const isQuiet = here.length === 0 && calls.every(({ state }) => state !== 'waiting')
              return (
                <div className="stack">
                  {isQuiet && <p>{words.noCalls}</p>}
                  {presence?.state !== 'available' && <Notice kind="warning" said={false} title={words.beAvailable} />}
                  <WaitingCallers calls={calls} />
                  {here.map((call) => (
                    <CallCard key={call.id} call={call} hasKeys={call === keyed} />
                  ))}
                  {elsewhere.length > 0 && <CallsElsewhere calls={elsewhere} />}
                </div>
              )
            }}
          </Answer>
        </Card>
        <div className="stack">
          <MyStation />
          <WaitingMessages />
          <CallAnotherNumber />
          <WhoIsHere />
          <Sound />
        </div>
      </div>
    </Page>
  )
}
