import type { CallbackView } from '../../../../contract/callbacks.ts'
import { words } from './words.ts'

export const whoCalled = ({ personName, from }: Pick<CallbackView, 'personName' | 'from'>): string =>
  personName ?? (from ? words.unknown(from) : words.withheld)
