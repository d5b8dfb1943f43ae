import type { OperatorView } from '../../../../contract/operators.ts'
import { words } from './words.ts'

export const pointsText = ({ role, points }: OperatorView): string =>
  role === 'regionalAdmin' ? words.allPoints : points.map(({ name }) => name).join(', ')
