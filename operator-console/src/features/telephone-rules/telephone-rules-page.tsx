import { useAnswer } from '../../queries.ts'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { CallbackRules } from './callback-rules.tsx'
import { MediaRules } from './media-rules.tsx'
import { LimitList, NewLimit } from './number-limits.tsx'
import { VoicemailRules } from './voicemail-rules.tsx'
import { words } from './words.ts'

export function TelephoneRulesPage() {
  const limits = useAnswer('listNumberLimits', {})
  const voicemail = useAnswer('readVoicemailSettings', {})
  const media = useAnswer('readMediaSettings', {})
  const callbacks = useAnswer('readCallbackSettings', {})
  return (
    <Page title={words.title}>
      <p>{words.intro}</p>
      <NewLimit />
      <Answer answer={limits}>{(rows) => <LimitList limits={rows} />}</Answer>
      <Answer answer={voicemail}>{(settings) => <VoicemailRules settings={settings} />}</Answer>
      <Answer answer={media}>{(settings) => <MediaRules settings={settings} />}</Answer>
      <Answer answer={callbacks}>{(settings) => <CallbackRules settings={settings} />}</Answer>
    </Page>
  )
}
