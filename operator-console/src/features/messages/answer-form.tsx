import { useState } from 'react'
import type { ConversationView } from '../../../../contract/conversations.ts'
import { LONGEST_ANSWER } from '../../../../helpline/messages/conversations/answer-conversation.ts'
import type { AnswerChannel } from '../../../../helpline/messages/conversations/answer-ways.ts'
import { pleaseWriteText } from '../../../../helpline/messages/conversations/conversation-texts.ts'
import { gsm7Segments, gsm7Text } from '../../../../helpline/messages/gsm7.ts'
import { CallButton } from '../../calling/call-button.tsx'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useAnswerDraft } from './answer-draft.ts'
import { useConversationChange } from './conversation-work.ts'
import { whoWrites } from './who-writes.ts'
import { words } from './words.ts'

function useAnswering({ id: conversationId, messages }: ConversationView) {
  const draft = useAnswerDraft(conversationId)
  const send = useConversationChange('answerConversation', conversationId)
  const [isSent, setSent] = useState(false)
  function answer(channel: AnswerChannel, text: string): void {
    setSent(false)
    const { answerId } = draft
    const body = { channel, text, seenMessageId: messages.at(-1)?.id ?? null }
    send.mutate(
      { params: { conversationId, answerId }, body },
      {
        onSuccess: () => {
          draft.leave()
          setSent(true)
        },
      },
    )
  }
  return { draft, send, answer, isSent }
}

/** When nothing can be written, or only little. */
function Instead({
  conversation,
  answering,
}: {
  conversation: ConversationView
  answering: ReturnType<typeof useAnswering>
}) {
  const mayCall = useMay('call:place')
  const { ways, e164, from } = conversation
  const template = ways.find(({ state }) => state === 'template')
  const hasFree = ways.some(({ state }) => state === 'free')
  const { send, answer } = answering
  return (
    <div className="stack">
      {ways
        .filter(({ state }) => state !== 'free')
        .filter(({ state }) => state !== 'landline' || !hasFree)
        .map(({ channel, state }) => (
          <Notice
            key={channel}
            kind="warning"
            said={false}
            title={words.whyNot[state]}
            actions={
              state === 'template' && (
                <Button isBusy={send.isPending} onPress={() => answer('whatsapp', pleaseWriteText)}>
                  {words.askToWrite}
                </Button>
              )
            }
          >
            {template?.channel === channel && (
              <p>
                {words.asksToWrite} «{pleaseWriteText}»
              </p>
            )}
          </Notice>
        ))}
      {mayCall && (
        <div className="row">
          <span>{from}</span>
          <CallButton to={{ kind: 'typed', number: e164 }} who={whoWrites(conversation)} />
        </div>
      )}
    </div>
  )
}

/** What is typed stays until it is sent; pressed twice, it leaves once. */
export function AnswerForm({ conversation }: { conversation: ConversationView }) {
  const answering = useAnswering(conversation)
  const { draft, send, answer, isSent } = answering
  const free = conversation.ways.filter(({ state }) => state === 'free').map(({ channel }) => channel)
  const [chosen, setChosen] = useState<AnswerChannel | null>(null)
  const [isMissing, setMissing] = useState(false)
  const channel = free.find((each) => each === chosen) ?? free[0]
  const text = draft.text.trim()
  const wrong = send.error?.fields ?? {}
  const isRefusedForOther = send.error?.kind === 'conflict'
  return (
    <Card title={words.answer}>
      <div className="stack">
        {isSent && <Notice kind="done" title={words.sent} />}
        {channel && (
          <form
            className="stack"
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              setMissing(text === '')
              if (text !== '' && !send.isPending) answer(channel, text)
            }}
          >
            {free.length > 1 && (
              <RadioGroup
                label={words.by}
                options={free}
                names={words.channels}
                value={channel}
                onChange={setChosen}
                error={wrong.channel}
              />
            )}
            <Field
              label={words.answer}
              hint={words.answerHint}
              value={draft.text}
              onChange={draft.type}
              maxLength={LONGEST_ANSWER}
              multiline
              error={isMissing && text === '' ? words.answerMissing : wrong.text}
            />
            {channel === 'sms' && text !== '' && (
              <p className="soft">{words.parts(gsm7Segments(gsm7Text(text)).segments)}</p>
            )}
            {send.error && !wrong.text && <ProblemNotice error={send.error} />}
            <div className="row">
              <Button type="submit" kind="primary" size="large" isBusy={send.isPending}>
                {isRefusedForOther ? words.sendAnyway : words.send}
              </Button>
              {free.length === 1 && <span>{words.channels[channel]}</span>}
            </div>
          </form>
        )}
        <Instead conversation={conversation} answering={answering} />
      </div>
    </Card>
  )
}
