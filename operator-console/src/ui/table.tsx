import type { ReactNode } from 'react'

interface TableProps<R> {
  caption: string
  columns: readonly { name: string; cell: (row: R) => ReactNode; isNumber?: boolean }[]
  rows: readonly R[]
  keyOf: (row: R) => string
  footer?: readonly ReactNode[]
  emptyText?: string
  isCaptionHidden?: boolean
}

/** The first column names the row; numbers stand at the right. Wider than the page, it scrolls in its own frame. */
export function Table<R>({ caption, columns, rows, keyOf, footer, emptyText, isCaptionHidden = false }: TableProps<R>) {
  if (rows.length === 0 && emptyText) return <p>{emptyText}</p>
  const look = (isNumber: boolean | undefined) => (isNumber ? 'number' : undefined)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="table-frame" aria-label={caption} tabIndex={0}>
      <table className="table">
        <caption className={isCaptionHidden ? 'visually-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, isNumber }) => (
              <th key={name} scope="col" className={look(isNumber)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, cell, isNumber }, column) =>
                column === 0 ? (
                  <th key={name} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={name} className={look(isNumber)}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {footer && (
          <tfoot>
            <tr>
              {footer.map((cell, column) => {
                const { name, isNumber } = columns[column] ?? { name: '' }
                return column === 0 ? (
                  <th key={name} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={name} className={look(isNumber)}>
                    {cell}
                  </td>
                )
              })}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  )
}
