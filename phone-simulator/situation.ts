import type { Exchange } from './exchange.ts'
import { readableNumber } from './numbers.ts'
import type { Telephone } from './telephone.ts'

/** What a telephone is doing, in words. */
export function situationOf(exchange: Exchange, { line }: Telephone): string {
  if (!line) return 'Libero'
  const call = exchange.calls.get(line.callSid)
  if (line.phase === 'calling') return 'Sta chiamando'
  if (line.phase === 'talking') return call?.situation?.() ?? 'In linea'
  const from = call ? readableNumber(call.from) : ''
  return line.letItRing ? `Squilla: chiamata da ${from}. Nessuno risponde` : `Squilla: chiamata da ${from}`
}
