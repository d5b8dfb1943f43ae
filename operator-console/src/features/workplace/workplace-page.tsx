import './workplace.css'
import { isMine, useCurrentCalls, useMyPresence } from '../../current-calls.ts'
import { useSession } from '../../session.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { CallCard } from './call-card.tsx'
import { CallsElsewhere } from './calls-elsewhere.tsx'
import { MyStation } from './my-station.tsx'
import { Sound } from './sound.tsx'
import { WhoIsHere } from './who-is-here.tsx'
import { words } from './words.ts'

const order = { ringing: 0, answered: 1, ended: 2 } as const

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
              const isHere = (pointId: string) => pointId === presence?.listeningPointId
              const here = calls
                .filter((call) => isHere(call.listeningPointId) || isMine(call, operator.id))
                .sort((a, b) => order[a.state] - order[b.state] || a.startedAt.localeCompare(b.startedAt))
              const elsewhere = calls.filter((call) => !here.includes(call))
              return (
                <div className="stack">
                  {here.length === 0 && <p>{words.noCalls}</p>}
                  {presence?.state !== 'available' && <Notice kind="warning" said={false} title={words.beAvailable} />}
                  {here.map((call) => (
                    <CallCard key={call.id} call={call} />
                  ))}
                  {elsewhere.length > 0 && <CallsElsewhere calls={elsewhere} />}
                </div>
              )
            }}
          </Answer>
        </Card>
        <div className="stack">
          <MyStation />
          <WhoIsHere />
          <Sound />
        </div>
      </div>
    </Page>
  )
}
