import { presenceStateNames } from '../../../helpline/access/presence-states.ts'
import { capitalised } from '../formats.ts'
import { useAnswer } from '../queries.ts'
import { useSession } from '../session.tsx'
import { Card, Tag } from '../ui/card.tsx'
import { Answer } from '../ui/skeleton.tsx'
import { words } from './words.ts'
import './who-is-here.css'

export function WhoIsHere() {
  const { operator, listeningPoints } = useSession()
  const presence = useAnswer('listPresence', {})
  const pointName = (pointId: string) => listeningPoints.find(({ id }) => id === pointId)?.name ?? ''
  return (
    <Card title={words.here}>
      <Answer answer={presence} lines={3}>
        {(people) => {
          const here = people.filter(({ state }) => state !== 'offline')
          if (here.length === 0) return <p>{words.nobody}</p>
          return (
            <ul className="plain-list people-here">
              {here.map((person) => (
                <li key={person.operatorId}>
                  <span>
                    <strong>
                      {person.operatorId === operator.id ? words.me(person.operatorName) : person.operatorName}
                    </strong>
                    <br />
                    {pointName(person.listeningPointId)}
                  </span>
                  <Tag kind={person.state === 'available' && !person.onCall ? 'done' : 'warning'}>
                    {capitalised(person.onCall ? words.onCall : presenceStateNames[person.state])}
                  </Tag>
                </li>
              ))}
            </ul>
          )
        }}
      </Answer>
    </Card>
  )
}
