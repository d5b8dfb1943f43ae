import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MessageState, messageStates } from '../../../helpline/messages/message-states.ts'
import { type MessageStatus, mergeStatus, messageStateOf } from '../../../helpline/messages/message-status.ts'

const status = fc.record<MessageStatus>({
  state: fc.constantFrom(...messageStates.filter((state) => state !== 'received')),
  errorCode: fc.option(fc.constantFrom(30003, 30005, 30006), { nil: null }),
})
const pending: MessageStatus = { state: 'pending', errorCode: null }
const end = (statuses: MessageStatus[]) => statuses.reduce(mergeStatus, pending)

describe('the status of a message', () => {
  it('ends the same whatever the order and however often each status arrives', () => {
    fc.assert(
      fc.property(
        fc.array(status, { maxLength: 6 }).chain((statuses) =>
          fc.tuple(
            fc.constant(statuses),
            fc.shuffledSubarray([...statuses, ...statuses, ...statuses], {
              minLength: statuses.length * 3,
              maxLength: statuses.length * 3,
            }),
          ),
        ),
        ([inOrder, shuffled]) => {
          expect(end(shuffled)).toEqual(end(inOrder))
        },
      ),
    )
  })

  it('never goes back', () => {
    const life: MessageState[] = ['pending', 'queued', 'sent', 'delivered', 'read']
    for (const [index, state] of life.entries()) {
      for (const earlier of life.slice(0, index + 1)) {
        expect(mergeStatus({ state, errorCode: null }, { state: earlier, errorCode: null }).state).toBe(state)
      }
    }
  })

  it('keeps the reason of a failure, and drops it when the message was delivered after all', () => {
    const failed = mergeStatus({ state: 'sent', errorCode: null }, { state: 'undelivered', errorCode: 30006 })
    expect(failed).toEqual({ state: 'undelivered', errorCode: 30006 })
    expect(mergeStatus(failed, { state: 'sent', errorCode: null })).toEqual(failed)
    expect(mergeStatus(failed, { state: 'delivered', errorCode: null })).toEqual({
      state: 'delivered',
      errorCode: null,
    })
  })

  it.each([
    ['accepted', 'queued'],
    ['delivered', 'delivered'],
    ['no-answer', 'undelivered'],
    ['completed', 'delivered'],
    ['canceled', 'failed'],
    ['constructor', undefined],
    ['', undefined],
  ])('reads %j as %j', (twilioStatus, state) => {
    expect(messageStateOf(twilioStatus)).toBe(state)
  })
})
