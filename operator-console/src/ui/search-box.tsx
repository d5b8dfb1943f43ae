import { type KeyboardEvent, type ReactNode, type Ref, useId, useState } from 'react'
import { describedBy, FieldError } from './field.tsx'
import { words } from './words.ts'

interface SearchBoxProps<T> {
  label: string
  hint?: string
  found: readonly T[]
  keyOf: (item: T) => string
  render: (item: T) => ReactNode
  onSearch: (text: string) => void
  onPick: (item: T) => void
  /** Shown in place of the list when it is empty. */
  emptyText: string
  error?: string | undefined
  inputRef?: Ref<HTMLInputElement>
}

const SHORTEST_SEARCH = 2

/**
 * Finds as one types. The choice is handed on and the box is empty again: what was chosen is shown by whoever asked.
 * Our own, after the ARIA pattern: the component library's hides the rest of the page from assistive technology while open.
 */
export function SearchBox<T>({
  label,
  hint,
  found,
  keyOf,
  render,
  onSearch,
  onPick,
  emptyText,
  error,
  inputRef,
}: SearchBoxProps<T>) {
  const id = useId()
  const [text, setText] = useState('')
  const [isOpen, setIsOpen] = useState(false)
  const [activeKey, setActiveKey] = useState<string | null>(null)
  const isSearching = isOpen && text.trim().length >= SHORTEST_SEARCH
  const isListed = isSearching && found.length > 0
  const active = isListed ? found.findIndex((item) => keyOf(item) === activeKey) : -1
  const optionId = (index: number) => `${id}-option-${index}`

  function write(typed: string): void {
    setText(typed)
    setIsOpen(true)
    setActiveKey(null)
    onSearch(typed)
  }
  function pick(item: T): void {
    write('')
    setIsOpen(false)
    onPick(item)
  }
  function moveTo(index: number): void {
    const item = found[(index + found.length) % found.length]
    if (!item) return
    setIsOpen(true)
    setActiveKey(keyOf(item))
    document.getElementById(optionId(found.indexOf(item)))?.scrollIntoView({ block: 'nearest' })
  }
  function onKeyDown(event: KeyboardEvent): void {
    const item = found[active]
    if (event.key === 'ArrowDown') moveTo(active + 1)
    else if (event.key === 'ArrowUp') moveTo(active < 0 ? -1 : active - 1)
    else if (event.key === 'Enter' && item) pick(item)
    else if (event.key === 'Escape' && isOpen) setIsOpen(false)
    // Enter looks for nothing else here: it must not send the form around the box.
    else if (event.key !== 'Enter') return
    event.preventDefault()
  }

  return (
    <div className="field search-box">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <span id={`${id}-hint`} className="field-hint">
          {hint}
        </span>
      )}
      <input
        id={id}
        ref={inputRef}
        type="text"
        className="field-input"
        role="combobox"
        aria-expanded={isListed}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? optionId(active) : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(hint && `${id}-hint`, error && `${id}-error`)}
        autoComplete="off"
        maxLength={100}
        value={text}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setIsOpen(false)}
      />
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      <div className="search-list" hidden={!isSearching}>
        <div role="listbox" id={`${id}-list`} aria-label={words.suggestions} hidden={!isListed}>
          {found.map((item, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the box, which keeps the focus
            <div
              key={keyOf(item)}
              id={optionId(index)}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className="search-option"
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => pick(item)}
            >
              {render(item)}
            </div>
          ))}
        </div>
        {!isListed && <div className="search-empty">{emptyText}</div>}
      </div>
      <span role="status" className="visually-hidden">
        {isSearching ? (isListed ? words.results(found.length) : emptyText) : ''}
      </span>
    </div>
  )
}
