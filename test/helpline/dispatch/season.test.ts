import { describe, expect, it } from 'vitest'
import { seasonFigures, seasonGoals, simulateSeason } from '../../bench/season.ts'

// The whole season is a line of the bench; a part of it is enough to see a rule break.
describe('a simulated season of five hundred rides', () => {
  const season = simulateSeason({ tasks: 500, seed: 7 })

  it('finds a volunteer soon, with few messages, and a day ahead where there is time', () => {
    const { medianMinutes, p95Minutes, messagesPerFilled, coveredAhead } = seasonFigures(season)
    expect(medianMinutes).toBeLessThanOrEqual(seasonGoals.medianMinutes)
    expect(p95Minutes).toBeLessThanOrEqual(seasonGoals.p95Minutes)
    expect(messagesPerFilled).toBeLessThanOrEqual(seasonGoals.messagesPerFilled)
    expect(coveredAhead).toBeGreaterThanOrEqual(seasonGoals.coveredAhead)
  })

  it('tires nobody with more than three questions unanswered in a week', () => {
    expect(season.mostUnansweredAWeek).toBe(3)
  })

  it('is the same season every time', () => {
    expect(simulateSeason({ tasks: 60, seed: 3 })).toEqual(simulateSeason({ tasks: 60, seed: 3 }))
  })
})
