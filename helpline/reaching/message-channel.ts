export const messageChannels = ['sms', 'whatsapp', 'voice'] as const
export type MessageChannel = (typeof messageChannels)[number]
export const messageChannelNames: Record<MessageChannel, string> = {
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  voice: 'telefonata',
}

/** What is read, and stays on the telephone. */
export const writtenChannels = ['sms', 'whatsapp'] as const satisfies readonly MessageChannel[]
export const isWritten = (channel: MessageChannel): boolean => channel !== 'voice'

/** What a message is for: an hour, a refusal or a way may be right for one and wrong for another. */
export const messagePurposes = ['offer', 'service', 'urgentChange', 'reminder', 'campaign', 'answer'] as const
export type MessagePurpose = (typeof messagePurposes)[number]
