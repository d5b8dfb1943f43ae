export const messageDirections = ['inbound', 'outbound'] as const
export type MessageDirection = (typeof messageDirections)[number]

export const messageStates = [
  'pending',
  'queued',
  'sent',
  'delivered',
  'read',
  'undelivered',
  'failed',
  'received',
] as const
export type MessageState = (typeof messageStates)[number]
