import { useState } from 'react'
import type { PointView } from '../../../../contract/network.ts'

/**
 * The version to save with: of today when the part being edited is still as it was when the form opened, so that one's own other
 * changes do not stand in the way; otherwise the one that was seen, which the server refuses.
 */
export function useSeenVersion(point: PointView, part: (point: PointView) => unknown): number {
  const [opened] = useState(point)
  const isSame = JSON.stringify(part(opened)) === JSON.stringify(part(point))
  return isSame ? point.version : opened.version
}
