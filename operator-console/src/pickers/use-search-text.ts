import { useEffect, useState } from 'react'

const PAUSE_MS = 180

/** The text searched for: what is typed, once the fingers rest. */
export function useSearchText(): [string, (text: string) => void] {
  const [typed, setTyped] = useState('')
  const [searched, setSearched] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSearched(typed.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return [searched, setTyped]
}
