import type { ImportBatchView } from '../../../../contract/imports.ts'
import { type ImportState, importKindNames, importStateNames } from '../../../../helpline/imports/import-kinds.ts'
import { capitalised, formatCount, formatWholeMoment } from '../../formats.ts'
import { Facts, Tag } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Progress } from '../../ui/progress.tsx'
import { words } from './words.ts'

const tagKinds: Partial<Record<ImportState, 'done' | 'problem' | 'warning'>> = {
  done: 'done',
  refused: 'problem',
  undone: 'warning',
}
const underWay: readonly ImportState[] = ['receiving', 'waiting', 'checking', 'writing', 'undoing']

export const isUnderWay = ({ state }: ImportBatchView): boolean => underWay.includes(state)

export const BatchTag = ({ state }: ImportBatchView) => (
  <Tag kind={tagKinds[state] ?? 'plain'}>{capitalised(importStateNames[state])}</Tag>
)

const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.floor((part / whole) * 100))

function percentOf(batch: ImportBatchView): number {
  if (batch.state === 'receiving') return share(batch.receivedBytes, batch.sizeBytes)
  return batch.state === 'undoing' ? share(batch.removed, batch.added) : share(batch.rowsDone, batch.rows)
}

/** How a batch stands: what it is, how far it is, what came of it. */
export const BatchFacts = ({ batch }: { batch: ImportBatchView }) => (
  <div className="stack-tight">
    <Facts
      facts={[
        [words.kind, batch.kind && capitalised(importKindNames[batch.kind])],
        [words.archive, batch.source],
        [words.when, formatWholeMoment(batch.at)],
        [words.who, batch.by ?? words.fromTerminal],
        [words.added, batch.rowsDone > 0 && formatCount(batch.added)],
        [words.unchanged, batch.rowsDone > 0 && formatCount(batch.unchanged)],
        [words.refused, batch.rowsDone > 0 && formatCount(batch.refused)],
        [words.removed, batch.removed > 0 && formatCount(batch.removed)],
      ].map(([name, value]) => [name as string, value === false ? null : value] as const)}
    />
    {isUnderWay(batch) && <Progress label={words.progress} value={percentOf(batch)} />}
    {batch.problem && <Notice kind={batch.state === 'refused' ? 'problem' : 'warning'} title={batch.problem} />}
  </div>
)
