import { figure, type Line } from './pairs.ts'
import { seasonFigures, seasonGoals, simulateSeason } from './season.ts'

const TASKS = 20_000

/** Not a speed: how well the rules ask, on a simulated clock, beside the goals of the house. The worst of the four is shown. */
export function seasonLine(): Line {
  const season = simulateSeason({ tasks: TASKS, seed: 2026 })
  const { medianMinutes, p95Minutes, messagesPerFilled, coveredAhead } = seasonFigures(season)
  if (season.mostUnansweredAWeek > 3) throw new Error('Somebody had more than three unanswered questions in a week')
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`
  const { medianMinutes: median, p95Minutes: p95, messagesPerFilled: messages, coveredAhead: covered } = seasonGoals
  return {
    title: `A season of ${figure(TASKS)} rides`,
    ours: 'ranking, policies and choice of whom to ask, over a simulated winter of 1,217 volunteers of whom 17 to 47 % say yes, 35 % no, the rest nothing, after ten minutes in the median; asked for by day. The worst of four figures divided by its goal',
    bare: 'the goals: under 72 hours of notice a yes within 15 minutes in the median and 60 at the 95th percentile, 5 messages for each ride filled, 99 % of what could be covered with 48 hours of notice covered a day ahead',
    oursMeasured: `a yes after ${figure(medianMinutes)} min (p95 ${figure(p95Minutes)}), ${figure(messagesPerFilled)} messages, ${percent(coveredAhead)} a day ahead; ${figure(season.filled)} filled`,
    bareMeasured: `${median} min (p95 ${p95}), ${messages} messages, ${percent(covered)}`,
    ratios: [
      Math.max(
        medianMinutes / median,
        p95Minutes / p95,
        messagesPerFilled / messages,
        (1 - coveredAhead) / (1 - covered),
      ),
    ],
    limit: 1,
  }
}
