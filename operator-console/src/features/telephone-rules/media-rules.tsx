import type { MediaSettingsView } from '../../../../contract/message-media.ts'
import { call } from '../../api-client.ts'
import { queryClient, queryKey } from '../../queries.ts'
import { KeptDaysCard } from './kept-days-card.tsx'
import { words } from './words.ts'

export const MediaRules = ({ settings }: { settings: MediaSettingsView }) => (
  <KeptDaysCard
    settings={settings}
    send={(keptDays) => call('changeMediaSettings', { body: { keptDays } })}
    onSaved={(saved) => void queryClient.setQueryData(queryKey('readMediaSettings', {}), saved)}
    said={words.media}
  >
    <p>{words.media.text}</p>
  </KeptDaysCard>
)
