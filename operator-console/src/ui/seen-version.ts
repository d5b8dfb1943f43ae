import { useState } from 'react'

export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/**
 * The version to save with: of today when the part being edited is still as it was when the form opened, so that changes of other
 * parts do not stand in the way; otherwise the one that was seen, which the server refuses.
 */
export function useSeenVersion(version: number, part: unknown): number {
  const [opened] = useState({ version, part })
  return isSame(opened.part, part) ? version : opened.version
}
