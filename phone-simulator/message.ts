import type { Media } from './attachment.ts'
import type { UrlWithMethod } from './call.ts'
import type { MessageButton } from './telephone.ts'

export type MessageStatus = 'queued' | 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed' | 'received'

export interface Message {
  sid: string
  direction: 'inbound' | 'outbound-api' | 'outbound-reply'
  from: string
  to: string
  body: string
  status: MessageStatus
  errorCode: number | undefined
  createdAt: Date
  updatedAt: Date
  sentAt: Date | undefined
  statusCallback: UrlWithMethod | undefined
  /** A template of the account, and what stands under it. */
  contentSid?: string
  buttons?: readonly MessageButton[]
  media?: Media[]
}

const gsmAlphabet = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const gsmDoubles = new Set('^{}\\[~]|€\f')

/** How many SMS a text takes: 160 or 153 each in GSM-7, 70 or 67 otherwise. */
export function segmentsOf(body: string): number {
  const characters = [...body]
  const isGsm = characters.every((character) => gsmAlphabet.has(character) || gsmDoubles.has(character))
  const length = isGsm
    ? characters.reduce((sum, character) => sum + (gsmDoubles.has(character) ? 2 : 1), 0)
    : body.length
  const [alone, joined] = isGsm ? [160, 153] : [70, 67]
  return length <= alone ? 1 : Math.ceil(length / joined)
}
