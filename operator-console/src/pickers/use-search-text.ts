import { useState } from 'react'
import { useRested } from './use-rested.ts'

/** The text searched for: what is typed, once the fingers rest. */
export function useSearchText(): [string, (text: string) => void] {
  const [typed, setTyped] = useState('')
  return [useRested(typed.trim()), setTyped]
}
