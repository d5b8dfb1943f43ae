import type { OutgoingMessage } from './outgoing-message.ts'
import { hasButtons, type TemplateWords, templateSaying, type WhatsAppTemplateName } from './whatsapp-templates.ts'

/** A little less than the day WhatsApp gives: a message may wait in a queue. */
const WINDOW_MS = (24 * 60 - 10) * 60_000

export const isWindowOpen = (lastWroteAt: Date | null, at: Date): boolean =>
  lastWroteAt !== null && at.getTime() - lastWroteAt.getTime() < WINDOW_MS

/** What is sent again because WhatsApp took the window for closed. */
export const TEMPLATE_ONLY = ':template'

/** As it leaves: words of our own, or a template with the words it leaves open. */
export type WhatsAppContent = { kind: 'text' } | ({ kind: 'template' } & TemplateWords)

/** Free text while the window is open, a template otherwise; buttons are easier than writing, and always a template. */
export function whatsAppContent(
  { body, lastWroteAt, intentKey }: Pick<OutgoingMessage, 'body' | 'lastWroteAt' | 'intentKey'>,
  approved: readonly WhatsAppTemplateName[],
  now: Date,
): WhatsAppContent | null {
  const words = templateSaying(body)
  const usable = words && approved.includes(words.template) ? words : null
  const mayWrite = isWindowOpen(lastWroteAt, now) && !intentKey?.endsWith(TEMPLATE_ONLY)
  if (usable && (!mayWrite || hasButtons(usable.template))) return { kind: 'template', ...usable }
  return mayWrite ? { kind: 'text' } : null
}
