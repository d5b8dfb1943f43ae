import { useEffect } from 'react'
import { EDITING_EVERY_SECONDS, type EditedEntity } from '../../helpline/contacts/editing.ts'
import { call } from './api-client.ts'
import { useAnswer } from './queries.ts'
import { Notice } from './ui/notice.tsx'

const words = {
  one: (name: string) => `Anche ${name} sta scrivendo qui.`,
  several: (names: string) => `Anche ${names} stanno scrivendo qui.`,
  calm: 'Quello che scrive l’altra persona compare qui da solo; se scrivete nello stesso campo, il programma ve lo dice.',
} as const

/** Two people with the same thing open see each other. */
export function AlsoHere({ entity, entityId }: { entity: EditedEntity; entityId: string }) {
  const params = { entity, entityId }
  const present = useAnswer(
    'markEditing',
    { params, body: { isHere: true } },
    { refetchInterval: EDITING_EVERY_SECONDS * 1000, staleTime: 0 },
  )
  useEffect(() => {
    const leave = () => {
      void call('markEditing', { params: { entity, entityId }, body: { isHere: false } }).catch(() => undefined)
    }
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [entity, entityId])
  const others = present.data?.others ?? []
  if (others.length === 0) return null
  const title = others.length === 1 ? words.one(others[0] ?? '') : words.several(others.join(', '))
  return (
    <Notice title={title}>
      <p>{words.calm}</p>
    </Notice>
  )
}
