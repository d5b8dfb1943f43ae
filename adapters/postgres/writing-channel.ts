import type { Db } from './database.ts'

/** Of these numbers, those whose last message to us came by WhatsApp: there they read what we write. */
export async function whoWriteOnWhatsApp(db: Db, e164s: readonly string[]): Promise<string[]> {
  const last = await db.conversation.findMany({
    where: { peerE164: { in: [...e164s] }, lastInboundAt: { not: null } },
    orderBy: { lastInboundAt: 'desc' },
    distinct: ['peerE164'],
    select: { peerE164: true, channel: true },
  })
  return last.flatMap(({ peerE164, channel }) => (channel === 'whatsapp' ? [peerE164] : []))
}
