import { useMutation } from '@tanstack/react-query'
import type { ServiceView } from '../../../../contract/dispatch.ts'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { rememberService } from '../../assigning/remember-service.ts'
import { queryClient } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { words } from './words.ts'

type Offer = ServiceView['offers'][number]
type Said = { offerId: string; answer: 'accept' | 'decline' }

/** Of whom an answer still means something: whoever was asked while it is open, whoever has it afterwards. */
function answerable({ state, offers }: ServiceView): Offer[] {
  if (state === 'assigned') return offers.filter((offer) => offer.state === 'accepted')
  if (state !== 'offering') return []
  const asked = offers.filter((offer) => ['pending', 'sent', 'expired', 'withdrawn'].includes(offer.state))
  // Asked twice, the newest question is the one answered.
  return asked.filter((offer) => asked.findLast(({ volunteerId }) => volunteerId === offer.volunteerId) === offer)
}

/** What a volunteer said on the telephone is written down for them. */
export function OfferAnswers({ service }: { service: ServiceView }) {
  const mayAnswer = useMay('offer:answer')
  const write = useMutation<AnswerFor<'answerOffer'>, ApiError, Said>({
    mutationFn: ({ offerId, answer }) =>
      call('answerOffer', { params: { serviceId: service.id, offerId }, body: { answer } }),
    onSuccess: ({ service: changed }) => rememberService(changed),
  })
  const search = useMutation<AnswerFor<'searchAgain'>, ApiError>({
    mutationFn: () => call('searchAgain', { params: { serviceId: service.id }, body: { version: service.version } }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['readService'] }),
  })
  const offers = answerable(service)
  if (!mayAnswer || (offers.length === 0 && !write.data)) return null
  const isAssigned = service.state === 'assigned'
  const error = write.error ?? search.error
  return (
    <Card title={words.answers}>
      <div className="stack">
        <p>{words.answersIntro}</p>
        {write.data && (
          <Notice kind={write.data.kind === 'assigned' ? 'done' : 'plain'} title={words.tellThem}>
            <p>{write.data.text}</p>
          </Notice>
        )}
        {error && <ProblemNotice error={error} />}
        <ul className="plain-list stack-tight">
          {offers.map(({ id: offerId, volunteerName }) => (
            <li key={offerId}>
              <fieldset className="row">
                <legend>{words.answerOf(volunteerName)}</legend>
                {!isAssigned && (
                  <Button
                    label={`${words.saidYes}: ${volunteerName}`}
                    isBusy={write.isPending}
                    onPress={() => write.mutate({ offerId, answer: 'accept' })}
                  >
                    {words.saidYes}
                  </Button>
                )}
                <Button
                  label={`${isAssigned ? words.backsOut : words.saidNo}: ${volunteerName}`}
                  isBusy={write.isPending}
                  onPress={() => write.mutate({ offerId, answer: 'decline' })}
                >
                  {isAssigned ? words.backsOut : words.saidNo}
                </Button>
              </fieldset>
            </li>
          ))}
        </ul>
        {isAssigned && (
          <div className="stack-tight">
            <p>{words.searchOtherHint}</p>
            <div className="row">
              <Button isBusy={search.isPending} onPress={() => search.mutate()}>
                {words.searchOther}
              </Button>
            </div>
          </div>
        )}
      </div>
    </Card>
  )
}
