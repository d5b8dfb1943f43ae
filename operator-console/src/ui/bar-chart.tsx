import './bar-chart.css'
import { words } from './words.ts'

export interface Bar {
  key: string
  label: string
  value: number
  /** The value as it is printed. */
  text: string
}

interface BarChartProps {
  title: string
  bars: readonly Bar[]
}

/** Longer lists show their largest; the table beneath has them all. */
const MOST_BARS = 31
const LARGEST_SHOWN = 12

/**
 * A picture of the table that stands beneath it, for the eye: the length says it, the number repeats it, and no colour means
 * anything. Whoever listens to the page is sent to the table.
 */
export function BarChart({ title, bars }: BarChartProps) {
  const largest = Math.max(0, ...bars.map(({ value }) => value))
  if (largest === 0) return null
  const isLong = bars.length > MOST_BARS
  const shown = isLong ? [...bars].sort((a, b) => b.value - a.value).slice(0, LARGEST_SHOWN) : bars
  return (
    <figure className="bar-chart">
      <div role="img" aria-label={words.chartOf(title)}>
        <ol className="plain-list bars" aria-hidden="true">
          {shown.map(({ key, label, value, text }) => (
            <li key={key} className="bar-line">
              <span className="bar-label">{label}</span>
              <span className="bar-track">
                <span className="bar" style={{ inlineSize: `${(value * 100) / largest}%` }} />
              </span>
              <span className="bar-value">{text}</span>
            </li>
          ))}
        </ol>
      </div>
      {isLong && <figcaption className="soft">{words.chartShowsLargest(shown.length, bars.length)}</figcaption>}
    </figure>
  )
}
