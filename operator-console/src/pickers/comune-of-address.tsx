import { keepPreviousData } from '@tanstack/react-query'
import { useAnswer } from '../queries.ts'
import { Button } from '../ui/button.tsx'
import { useRested } from './use-rested.ts'
import { words } from './words.ts'

const SHORTEST_ADDRESS = 3

interface ComuneOfAddressProps {
  address: string
  chosenIstatCode: string | null
  onPick: (comune: { istatCode: string; name: string }) => void
}

/** The comune read in an address being typed: offered, never chosen by itself. */
export function ComuneOfAddress({ address, chosenIstatCode, onPick }: ComuneOfAddressProps) {
  const typed = useRested(address.trim())
  const enabled = typed.length >= SHORTEST_ADDRESS
  const found = useAnswer(
    'findComuniInAddress',
    { query: { address: typed } },
    { enabled, placeholderData: keepPreviousData },
  )
  const comuni = enabled ? (found.data ?? []) : []
  const isKnown = comuni.some(({ istatCode }) => istatCode === chosenIstatCode)
  return (
    <div role="status">
      {comuni.length > 0 && !isKnown && (
        <span className="row">
          {comuni.map((comune) => (
            <Button key={comune.istatCode} onPress={() => onPick(comune)}>
              {words.comuneOfAddress(comune.name, comune.province)}
            </Button>
          ))}
        </span>
      )}
    </div>
  )
}
