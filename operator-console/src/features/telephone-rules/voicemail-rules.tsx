import { useState } from 'react'
import type { VoicemailSettingsView } from '../../../../contract/voicemail.ts'
import { voicemailPlaceNames, voicemailPlaces } from '../../../../helpline/calls/voicemail/voicemail-settings.ts'
import { call } from '../../api-client.ts'
import { queryClient, queryKey } from '../../queries.ts'
import { RadioGroup } from '../../ui/choices.tsx'
import { KeptDaysCard } from './kept-days-card.tsx'
import { words } from './words.ts'

export function VoicemailRules({ settings }: { settings: VoicemailSettingsView }) {
  const [keptAt, setKeptAt] = useState(settings.keptAt)
  return (
    <KeptDaysCard
      settings={settings}
      send={(keptDays) => call('changeVoicemailSettings', { body: { keptAt, keptDays } })}
      onSaved={(saved) => void queryClient.setQueryData(queryKey('readVoicemailSettings', {}), saved)}
      alsoChosen={keptAt}
      said={words.voicemail}
    >
      <RadioGroup
        label={words.voicemail.keptAt}
        options={voicemailPlaces}
        names={voicemailPlaceNames}
        value={keptAt}
        onChange={setKeptAt}
      />
    </KeptDaysCard>
  )
}
