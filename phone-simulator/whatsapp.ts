import { createHash } from 'node:crypto'
import type { MessageButton, Telephone } from './telephone.ts'

const prefix = 'whatsapp:'
const windowMs = 24 * 3_600_000

/** A template of the account that WhatsApp has approved; `{{1}}` stands for the first of the words it leaves open. */
export interface ContentSettings {
  /** Without it one is made of the name, the same at every start. */
  sid?: string
  friendlyName: string
  body: string
  buttons?: MessageButton[]
}
export type Content = Required<ContentSettings>

export const toContent = ({ sid, friendlyName, body, buttons = [] }: ContentSettings): Content => ({
  sid: sid ?? `HX${createHash('md5').update(friendlyName).digest('hex')}`,
  friendlyName,
  body,
  buttons,
})

export const isWhatsApp = (address: string): boolean => address.startsWith(prefix)
export const whatsAppAddress = (number: string): string => prefix + number
/** The number of an address of either channel. */
export const numberOf = (address: string): string => (isWhatsApp(address) ? address.slice(prefix.length) : address)

/** A template with its words put in; undefined when one of them is missing, or is none WhatsApp takes. */
export function filled(content: Content, words: Readonly<Record<string, string>>) {
  let isWhole = true
  const fill = (text: string): string =>
    text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const word = words[name]
      if (word === undefined || word === '' || /[\n\t]|\s{5}/.test(word)) isWhole = false
      return word ?? ''
    })
  const body = fill(content.body)
  const buttons = content.buttons.map((button) => ({
    ...button,
    ...(button.payload !== undefined && { payload: fill(button.payload) }),
    ...(button.url !== undefined && { url: fill(button.url) }),
  }))
  return isWhole ? { body, buttons } : undefined
}

/** Why WhatsApp does not carry a message; undefined when it does. */
export function whatsAppRefusal(
  telephone: Telephone | undefined,
  { from, isTemplate }: { from: string; isTemplate: boolean },
): { status: 'failed' | 'undelivered'; errorCode: number } | undefined {
  if (!telephone?.hasWhatsApp) return { status: 'undelivered', errorCode: 63_024 }
  const wrote = telephone.wroteOnWhatsAppAt.get(numberOf(from))
  const isOpen = wrote !== undefined && Date.now() - wrote.getTime() < windowMs
  return isTemplate || isOpen ? undefined : { status: 'failed', errorCode: 63_016 }
}

/** What Twilio adds to a message that came by WhatsApp. */
export const whatsAppParameters = (telephone: Telephone): Record<string, string> => ({
  ProfileName: telephone.label,
  WaId: telephone.number.slice(1),
  ChannelMetadata: JSON.stringify({ type: 'whatsapp', data: { context: { ProfileName: telephone.label } } }),
})
