import { useEffect, useEffectEvent } from 'react'

/** 'F2', 'Alt+3': keys no text field needs, so that they work everywhere and write nothing. */
export type Shortcut = `F${2 | 4 | 7 | 8 | 9 | 10}` | 'Alt+F10' | `Alt+${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`

function matches(event: KeyboardEvent, shortcut: Shortcut): boolean {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return false
  if (shortcut === 'Alt+F10') return event.altKey && event.key === 'F10'
  if (shortcut.startsWith('Alt+')) return event.altKey && event.code === `Digit${shortcut.slice(4)}`
  return !event.altKey && event.key === shortcut
}

export function useShortcut(shortcut: Shortcut | undefined, act: () => void, enabled = true): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!shortcut || event.repeat || !matches(event, shortcut)) return
    event.preventDefault()
    act()
  })
  const listening = enabled && shortcut !== undefined
  useEffect(() => {
    if (!listening) return
    const listener = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [listening])
}

/** The key is told to assistive technology by `aria-keyshortcuts`; here it is only shown. */
export const KeyHint = ({ shortcut }: { shortcut: string }) => (
  <span aria-hidden="true" className="key">
    {shortcut.replace('+', ' ')}
  </span>
)
