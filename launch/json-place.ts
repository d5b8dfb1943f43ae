/** Where a text stops being JSON, from 1; undefined where it is JSON. The engine's own message often leaves it out. */
export function faultyPlace(text: string): { line: number; column: number } | undefined {
  if (faultOf(text) === undefined) return undefined
  // Every beginning up to the fault is unfinished, every longer one is wrong.
  let unfinished = 0
  let wrong = text.length + 1
  while (wrong - unfinished > 1) {
    const middle = Math.floor((unfinished + wrong) / 2)
    if (faultOf(text.slice(0, middle)) === 'inside') wrong = middle
    else unfinished = middle
  }
  const before = text.slice(0, unfinished).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** Only unfinished, or wrong before its end. */
function faultOf(text: string): 'atEnd' | 'inside' | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    const { message } = error as Error
    const position = /at position (\d+)/.exec(message)?.[1]
    const atEnd = position === undefined ? message.includes('end of JSON') : Number(position) >= text.length
    return atEnd ? 'atEnd' : 'inside'
  }
}
