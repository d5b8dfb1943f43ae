import { execFileSync } from 'node:child_process'
import { availableParallelism, totalmem } from 'node:os'
import { projectFolder } from '../../launch/project.ts'
import { figure, isBroken, type Line, median } from './pairs.ts'

export const PAGE = 'docs/bench.md'

export interface Circumstances {
  versions: { postgres: string; redis: string | undefined }
  on: Date
  seconds: number
}

const goalOf = ({ goal }: Line): string => (goal ? `${goal.text}: ${goal.isMet ? 'met' : '**missed**'}` : '')

const spreadOf = ({ ratios }: Line): string => `${figure(Math.min(...ratios))} to ${figure(Math.max(...ratios))}`

export const verdict = (line: Line): string =>
  `${line.title}: ${figure(median(line.ratios))} times (${spreadOf(line)}), limit ${line.limit}${isBroken(line) ? ': BROKEN' : ''}${line.goal ? `; goal ${goalOf(line)}` : ''}`

export function benchPage(lines: readonly Line[], { versions, on, seconds }: Circumstances): string {
  const table = lines.map(
    (line) =>
      `| ${line.title} | **${figure(median(line.ratios))}**${isBroken(line) ? ' broken' : ''} | ${line.limit} | ${spreadOf(line)} | ${line.oursMeasured} | ${goalOf(line)} | ${line.bareMeasured} |`,
  )
  const sides = lines.map((line) => `- **${line.title}.** Ours: ${line.ours}. Bare: ${line.bare}.`)
  return `# Bench
Written by \`npm run bench\`, which exits with 1 when a ratio is above its limit. Run it again instead of editing this page.

| | |
|---|---|
| Date | ${on.toISOString().slice(0, 10)} |
| Commit | ${commit()} |
| Machine | ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch} |
| Node, PostgreSQL, Redis | ${process.versions.node}, ${versions.postgres}, ${versions.redis ?? 'none found: its line is missing'} |
| Took | ${Math.round(seconds)} s |

| What | Times the bare one | Limit | Spread | Ours | Goal | Bare |
|---|---|---|---|---|---|---|
${table.join('\n')}

## How to read it
Each line compares what we do with the least any program could do in its place. Both are measured in the same run by turns (ours, bare,
ours, bare), after one pair that only warms up. The figure is the median of the pairs, the spread is the smallest and the largest of them.
The limit is on the figure: it leaves room for a noisy machine, and something twice as slow breaks it. Rates and milliseconds give an idea of
this machine at this hour; a goal says what was asked of them, and nothing depends on it.

Ours and bare run each in a process of its own, asked by a third (the ranking apart, which is computing only). PostgreSQL (every write made durable) and Redis share the same cores, so ours
costs more here than where each has its own. The data are the demo network's, with the volunteers of a whole province; calls, contacts and
searches are measured beside a year of the whole region: 26,000 people, 181,000 contacts in, 290,000 out, 470,000 requests with 450,000 services.

${sides.join('\n')}
`
}

function commit(): string {
  const git = (...words: string[]) => execFileSync('git', words, { cwd: projectFolder, encoding: 'utf8' }).trim()
  try {
    const isClean = git('status', '--porcelain', '--', '.', `:!${PAGE}`) === ''
    return `${git('rev-parse', '--short', 'HEAD')}${isClean ? '' : ', with changes'}`
  } catch {
    return 'unknown'
  }
}
