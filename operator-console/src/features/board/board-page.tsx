import type { BoardView } from '../../../../contract/board.ts'
import { ChangeNotice } from '../../assigning/change-notice.tsx'
import { useHandChanges } from '../../assigning/hand-change.ts'
import { useAnswer } from '../../queries.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { BoardCard } from './board-card.tsx'
import { words } from './words.ts'

/** Time alone takes a service past its hour. */
const SLOW_POLL_MS = 60_000
const FIRST_ROWS = 10

export function BoardPage() {
  const board = useAnswer('readBoard', {}, { refetchInterval: SLOW_POLL_MS })
  const changes = useHandChanges()
  return (
    <Page title={words.title}>
      <p>{words.intro}</p>
      <ChangeNotice changes={changes} />
      <Answer answer={board} lines={8}>
        {({ rows, more }) =>
          rows.length === 0 ? (
            <Notice kind="done" said={false} title={words.none}>
              <p>{words.noneHint}</p>
            </Notice>
          ) : (
            <>
              <NotAll {...more} />
              {rows.map((row, at) => (
                <BoardCard key={row.service.id} row={row} changes={changes} isAmongFirst={at < FIRST_ROWS} />
              ))}
            </>
          )
        }
      </Answer>
    </Page>
  )
}

function NotAll({ ahead, past }: BoardView['more']) {
  if (ahead + past === 0) return null
  return (
    <Notice kind="warning" said={false} title={words.notAll}>
      {ahead > 0 && <p>{words.moreAhead(ahead)}</p>}
      {past > 0 && <p>{words.morePast(past)}</p>}
    </Notice>
  )
}
