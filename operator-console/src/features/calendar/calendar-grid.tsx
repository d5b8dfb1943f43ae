import { useState } from 'react'
import type { CalendarService } from '../../../../contract/board.ts'
import { helpKindNames } from '../../../../helpline/contacts/kinds.ts'
import { serviceStateNames } from '../../../../helpline/dispatch/service-states.ts'
import { formatRomeTime } from '../../../../helpline/territory/rome-time.ts'
import { capitalised } from '../../formats.ts'
import type { CalendarRow, Column } from './calendar-rows.ts'
import type { Chosen } from './service-dialog.tsx'
import { words } from './words.ts'

interface CalendarGridProps {
  caption: string
  columns: readonly Column[]
  rows: readonly CalendarRow[]
  onChoose: (chosen: Chosen) => void
}

const MIME = 'application/x-filo-service'

/** A table whose cells hold services; on a narrow screen, or with large letters, the same as a list. */
export function CalendarGrid({ caption, columns, rows, onChoose }: CalendarGridProps) {
  const [over, setOver] = useState<string | null>(null)
  const services = new Map(
    rows.flatMap(({ cells }) => cells.flatMap((cell) => cell.services.map((each) => [each.id, each]))),
  )
  const drop = (row: CalendarRow) => (event: React.DragEvent) => {
    setOver(null)
    const service = services.get(event.dataTransfer.getData(MIME))
    if (!service || !row.drop) return
    event.preventDefault()
    onChoose({ service, drop: row.drop })
  }
  const dragOver = (row: CalendarRow) => (event: React.DragEvent) => {
    if (!row.drop || !event.dataTransfer.types.includes(MIME)) return
    event.preventDefault()
    setOver(row.key)
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="table-frame calendar" aria-label={caption} tabIndex={0}>
      <table className="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.who}</th>
            {columns.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.key}
              data-over={over === row.key}
              onDragOver={dragOver(row)}
              onDragLeave={() => setOver(null)}
              onDrop={drop(row)}
            >
              <th scope="row">{row.name}</th>
              {row.cells.map((cell) => (
                <td key={cell.key} data-label={cell.name} data-empty={cell.services.length === 0 && !cell.isAway}>
                  {cell.isAway && (
                    <span className="soft">{row.drop?.kind === 'vehicle' ? words.inWorkshop : words.away}</span>
                  )}
                  {cell.services.length > 0 && (
                    <ul className="plain-list stack-tight">
                      {cell.services.map((service) => (
                        <li key={service.id}>
                          <ServiceChip service={service} onChoose={() => onChoose({ service, drop: null })} />
                        </li>
                      ))}
                    </ul>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ServiceChip({ service, onChoose }: { service: CalendarService; onChoose: () => void }) {
  const isUncovered = service.state === 'planned' || service.state === 'offering'
  const isOver = service.state === 'done' || service.state === 'unmet'
  return (
    <button
      type="button"
      className="calendar-service"
      data-state={isUncovered || service.flags.length > 0 ? 'open' : isOver ? 'over' : 'given'}
      draggable={!isOver}
      onDragStart={(event) => {
        event.dataTransfer.setData(MIME, service.id)
        event.dataTransfer.effectAllowed = 'move'
      }}
      onClick={onChoose}
    >
      <strong>
        {formatRomeTime(new Date(service.startsAt))}–{formatRomeTime(new Date(service.endsAt))}
      </strong>
      <span>{service.personName}</span>
      <span className="soft">{capitalised(helpKindNames[service.helpKind]).replace('/', '/\u200b')}</span>
      {(isUncovered || isOver) && <span>{capitalised(serviceStateNames[service.state])}</span>}
      {service.flags.length > 0 && <span>{words.flagged}</span>}
    </button>
  )
}
