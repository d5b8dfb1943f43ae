import type { Store } from '../../adapters/postgres/store.ts'
import type { ConversationView, callHelpEndpoints, MyTelephoneView } from '../../contract/call-help.ts'
import { type SignedIn, visiblePoints } from '../../helpline/access/permissions.ts'
import type { Conversation } from '../../helpline/calls/conversation/conference-records.ts'
import { openHelp, seatsOf } from '../../helpline/calls/conversation/conference-seats.ts'
import { askForHelp } from '../../helpline/calls/conversation/help-ask.ts'
import { conversationNews } from '../../helpline/calls/conversation/help-words.ts'
import { holdCaller, resumeCaller } from '../../helpline/calls/conversation/hold-caller.ts'
import { type MyTelephone, readMyTelephone } from '../../helpline/calls/conversation/my-conversation.ts'
import { endHelp, passCall } from '../../helpline/calls/conversation/transfer-call.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import type { Handlers } from '../routes.ts'

interface Asking {
  who: SignedIn
  occasion: Occasion
}

export function callHelpHandlers(store: Store): Handlers<typeof callHelpEndpoints> {
  const mine = async ({ who, occasion: { now } }: Asking): Promise<MyTelephoneView> =>
    viewTelephone(store, who, await readMyTelephone(store, { who, now }))

  return {
    readMyTelephone: mine,

    listHelpTargets: ({ who, occasion }) => store.listHelpTargets(visiblePoints(who), who.operatorId, occasion.now),

    async holdCaller(asking) {
      await holdCaller(store, asking.occasion, { who: asking.who, ...asking.input.params })
      return mine(asking)
    },

    async resumeCaller(asking) {
      await resumeCaller(store, asking.occasion, { who: asking.who, ...asking.input.params })
      return mine(asking)
    },

    async askForHelp(asking) {
      const { params, body } = asking.input
      await askForHelp(store, asking.occasion, { who: asking.who, ...params, ...body })
      return mine(asking)
    },

    async endHelp(asking) {
      await endHelp(store, asking.occasion, { who: asking.who, ...asking.input.params })
      return mine(asking)
    },

    async passCall(asking) {
      await passCall(store, asking.occasion, { who: asking.who, ...asking.input.params })
      return mine(asking)
    },
  }
}

async function personOf(store: Store, { direction, fromE164, toE164 }: Conversation): Promise<string | null> {
  const e164 = direction === 'inbound' ? fromE164 : toE164
  if (e164 === null) return null
  const likeliest = (await store.findCallers([e164])).get(e164)?.candidates[0]
  return likeliest ? fullName(likeliest.person) : formatPhone(e164)
}

async function viewTelephone(store: Store, who: SignedIn, mine: MyTelephone): Promise<MyTelephoneView> {
  const { conversation: own, asked } = mine
  return {
    conversation: own && (await viewConversation(store, who, own)),
    asked: asked && {
      callId: asked.conversation.id,
      helpId: asked.help.id,
      kind: asked.help.kind,
      askedBy: asked.help.askedByName,
      person: await personOf(store, asked.conversation),
      inBrowser: asked.leg.kind === 'browser',
    },
  }
}

async function viewConversation(
  store: Store,
  { operatorId }: SignedIn,
  { conversation, part }: NonNullable<MyTelephone['conversation']>,
): Promise<ConversationView> {
  const { id: callId, direction, contactId, onHold, answeredAt, startedAt } = conversation
  const { holder, helper } = seatsOf(conversation)
  const help = openHelp(conversation)
  const speakers = [holder, helper].flatMap((leg) =>
    leg
      ? [
          {
            operatorId: leg.operatorId,
            name: leg.operatorName ?? help?.targetName ?? 'Telefono fisso',
            isMe: leg.operatorId === operatorId,
          },
        ]
      : [],
  )
  return {
    callId,
    direction,
    contactId,
    person: await personOf(store, conversation),
    answeredAt: (answeredAt ?? startedAt).toISOString(),
    onHold,
    part,
    speakers,
    help,
    news: conversationNews(conversation, operatorId),
  }
}
