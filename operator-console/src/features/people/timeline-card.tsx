import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { TimelinePageView } from '../../../../contract/people.ts'
import { type TimelinePart, timelineParts } from '../../../../helpline/contacts/person-timeline.ts'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { useNow } from '../../clock.ts'
import { formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { queryClient } from '../../queries.ts'
import { VoicemailPlayer } from '../../summaries/voicemail-player.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

type Passage = TimelinePageView['entries'][number]
type Undone = AnswerFor<'undoMerge'>

const fieldNames: Readonly<Record<string, string>> = words.fields

function whereIs({ kind, id, contactId }: Passage): string | null {
  if (kind === 'service') return paths.service(id)
  if (kind === 'contact') return paths.contact(id)
  return kind === 'request' && contactId ? paths.contact(contactId) : null
}

function useTimeline(personId: string, part: TimelinePart | null) {
  return useInfiniteQuery<TimelinePageView, ApiError, TimelinePageView[], readonly unknown[], string | null>({
    queryKey: ['readPersonTimeline', { params: { personId }, query: { part } }],
    queryFn: ({ pageParam, signal }) =>
      call(
        'readPersonTimeline',
        { params: { personId }, query: { ...(part ? { part } : {}), ...(pageParam ? { after: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null,
    getNextPageParam: (last) => last.next,
    select: ({ pages }) => pages,
  })
}

function What({ passage, onUndo }: { passage: Passage; onUndo: (mergeId: string) => void }) {
  if (passage.voicemail) return <VoicemailPlayer voicemail={passage.voicemail} />
  const where = whereIs(passage)
  const fields = passage.fields.map((field) => (fieldNames[field] ?? field).toLocaleLowerCase('it')).join(', ')
  const text = fields ? `${passage.text}: ${fields}` : passage.text
  return (
    <span className="row">
      {where ? (
        <Link href={where} className="table-link">
          {text}
        </Link>
      ) : (
        text
      )}
      {passage.mayUndo && <Button onPress={() => onUndo(passage.id)}>{words.undoMerge}</Button>}
    </span>
  )
}

export function TimelineCard({ personId }: { personId: string }) {
  const [part, setPart] = useState<TimelinePart | null>(null)
  const timeline = useTimeline(personId, part)
  const now = useNow(60_000)
  const undo = useMutation<Undone, ApiError, string>({
    mutationFn: (mergeId) => call('undoMerge', { params: { personId, mergeId } }),
    onSuccess: () => queryClient.invalidateQueries(),
  })
  const passages = timeline.data?.flatMap(({ entries }) => entries) ?? []
  return (
    <Card title={words.timeline} className="person-timeline">
      <div className="stack">
        {undo.error && <ProblemNotice error={undo.error} />}
        {undo.data && (
          <Notice
            kind="done"
            title={words.mergeUndone}
            actions={<LinkButton href={paths.person(undo.data.absorbedId)}>{words.openOther}</LinkButton>}
          />
        )}
        <div className="no-print">
          <Select
            label={words.timelinePart}
            options={timelineParts}
            names={words.timelineParts}
            value={part}
            onChange={setPart}
            none={words.timelineAll}
          />
        </div>
        {timeline.error && <ProblemNotice error={timeline.error} onRetry={() => void timeline.refetch()} />}
        {timeline.isPending ? (
          <Skeleton lines={5} />
        ) : (
          <Table
            caption={words.timelineCaption}
            isCaptionHidden
            rows={passages}
            keyOf={(passage) => `${passage.kind}-${passage.id}`}
            emptyText={words.noTimeline}
            columns={[
              { name: words.when, cell: (passage) => formatMoment(passage.at, now) },
              { name: words.what, cell: (passage) => <What passage={passage} onUndo={undo.mutate} /> },
            ]}
          />
        )}
        {timeline.hasNextPage && (
          <div className="row no-print">
            <Button isBusy={timeline.isFetchingNextPage} onPress={() => void timeline.fetchNextPage()}>
              {words.timelineMore}
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}
