import { z } from 'zod'
import type { Prisma } from '../../generated/prisma/client.ts'
import type { MediaKeepingRows, MediaWorkReads } from '../../helpline/messages/media/keep-media.ts'
import type { MediaArrivalRows } from '../../helpline/messages/media/media-arrival.ts'
import type { MediaReads, MediaSummary } from '../../helpline/messages/media/media-records.ts'
import {
  type MediaSettingRows,
  type MediaSettings,
  usualMediaSettings,
} from '../../helpline/messages/media/media-settings.ts'
import { keptType } from '../../helpline/messages/media/media-types.ts'
import type { IsoDate } from '../../helpline/territory/rome-time.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'

const SETTING = 'messageMedia'
/** A day's work: the rest is asked for the day after. */
const MOST_AT_ONCE = 5_000

const settingSchema = z.object({ keptDays: z.int().positive() })

/** All but the file itself, which may weigh megabytes. */
export const mediaSelect = {
  id: true,
  contentType: true,
  state: true,
  reason: true,
  sizeBytes: true,
  deleteAfter: true,
  deletedAt: true,
} satisfies Prisma.MessageMediaSelect

export const toMediaSummary = (row: Prisma.MessageMediaGetPayload<{ select: typeof mediaSelect }>): MediaSummary => ({
  ...row,
  deleteAfter: fromDateColumn(row.deleteAfter),
})

const handled = {
  ...mediaSelect,
  messageId: true,
  twilioMessageSid: true,
  twilioMediaSid: true,
  receivedAt: true,
  tries: true,
  tryAgainAt: true,
  removedFromTwilioAt: true,
  message: { select: { conversationId: true, conversation: { select: { listeningPointId: true } } } },
} satisfies Prisma.MessageMediaSelect

const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)

/** Awaited though it should have been tried again by then, or kept and not let go of at Twilio. */
const unfinished = (before: Date) =>
  ({
    twilioMediaSid: { not: null },
    OR: [
      { state: 'awaited', tryAgainAt: { lt: before } },
      { state: 'awaited', tryAgainAt: null, receivedAt: { lt: before } },
      { state: 'kept', removedFromTwilioAt: null, keptAt: { lt: before } },
    ],
  }) satisfies Prisma.MessageMediaWhereInput

export const messageMediaReads = (db: Db) =>
  ({
    async readMediaSettings(): Promise<MediaSettings> {
      const row = await db.setting.findUnique({ where: { key: SETTING } })
      return settingSchema.safeParse(row?.value).data ?? usualMediaSettings
    },

    async findMedia(id: string) {
      const row = await db.messageMedia.findUnique({ where: { id }, select: handled })
      if (!row) return null
      const { message, twilioMessageSid: messageSid, twilioMediaSid: mediaSid, ...media } = row
      return {
        ...media,
        deleteAfter: fromDateColumn(media.deleteAfter),
        address: messageSid && mediaSid ? { messageSid, mediaSid } : null,
        conversationId: message.conversationId,
        listeningPointId: message.conversation.listeningPointId,
      }
    },

    async readMediaContent(id: string) {
      const row = await db.messageMedia.findUnique({ where: { id }, select: { content: true, contentType: true } })
      const type = row && keptType(row.contentType)
      return row?.content && type ? { bytes: row.content, type } : null
    },

    async listMediaToDelete(today: IsoDate) {
      return ids(
        await db.messageMedia.findMany({
          where: { deletedAt: null, deleteAfter: { lt: toDateColumn(today) } },
          orderBy: { deleteAfter: 'asc' },
          take: MOST_AT_ONCE,
          select: { id: true },
        }),
      )
    },

    async listMediaToKeep(today: IsoDate, before: Date) {
      return ids(
        await db.messageMedia.findMany({
          where: { deletedAt: null, deleteAfter: { gte: toDateColumn(today) }, ...unfinished(before) },
          orderBy: { receivedAt: 'asc' },
          take: MOST_AT_ONCE,
          select: { id: true },
        }),
      )
    },

    /** What should have been done by then and was not, however often it was tried. */
    async countMediaFaults(before: { day: IsoDate; instant: Date }) {
      const lastDay = toDateColumn(before.day)
      const [notDeleted, notTakenIn] = await Promise.all([
        db.messageMedia.count({ where: { deletedAt: null, deleteAfter: { lt: lastDay } } }),
        db.messageMedia.count({
          where: { deletedAt: null, deleteAfter: { gte: lastDay }, ...unfinished(before.instant) },
        }),
      ])
      return { notDeleted, notTakenIn }
    },
  }) satisfies MediaReads & MediaWorkReads & Record<string, unknown>

type MessageMediaWrites = Omit<
  MediaArrivalRows & MediaKeepingRows & MediaSettingRows,
  keyof ReturnType<typeof messageMediaReads> | 'flagConversation'
>

export const messageMediaWrites = (db: Db): MessageMediaWrites => ({
  async addMedia({ address, refusal: reason, deleteAfter, ...media }) {
    return db.messageMedia.create({
      data: {
        ...media,
        reason,
        state: reason ? 'refused' : 'awaited',
        twilioMessageSid: address?.messageSid ?? null,
        twilioMediaSid: address?.mediaSid ?? null,
        deleteAfter: toDateColumn(deleteAfter),
      },
      select: { id: true },
    })
  },

  async keepMediaContent(id, { bytes, type }, keptAt) {
    const { count } = await db.messageMedia.updateMany({
      where: { id, state: 'awaited', deletedAt: null },
      data: {
        state: 'kept',
        content: Uint8Array.from(bytes),
        contentType: type,
        sizeBytes: bytes.byteLength,
        keptAt,
      },
    })
    return count === 1
  },

  async refuseMedia(id, reason) {
    const { count } = await db.messageMedia.updateMany({
      where: { id, state: 'awaited' },
      data: { state: 'refused', reason },
    })
    return count === 1
  },

  async loseMedia(id) {
    const { count } = await db.messageMedia.updateMany({ where: { id, state: 'awaited' }, data: { state: 'lost' } })
    return count === 1
  },

  async putOffMedia(id, tries, until) {
    const { count } = await db.messageMedia.updateMany({
      where: { id, state: 'awaited', tries },
      data: { tries: tries + 1, tryAgainAt: until },
    })
    return count === 1
  },

  async forgetMediaContent(id) {
    await db.messageMedia.updateMany({ where: { id }, data: { content: null } })
  },

  async markMediaRemovedFromTwilio(id, now) {
    await db.messageMedia.updateMany({
      where: { id, removedFromTwilioAt: null },
      data: { removedFromTwilioAt: now },
    })
  },

  async markMediaDeleted(id, now) {
    const count = await db.$executeRaw`
      UPDATE message_media SET deleted_at = ${now}, content = NULL,
        state = CASE WHEN state IN ('awaited', 'kept') THEN 'deleted' ELSE state END
      WHERE id = ${id}::uuid AND deleted_at IS NULL`
    return count === 1
  },

  async saveMediaSettings(settings) {
    const value = { ...settings }
    await db.setting.upsert({ where: { key: SETTING }, create: { key: SETTING, value }, update: { value } })
  },

  async setMediaDaysKept(keptDays) {
    await db.$executeRaw`
      UPDATE message_media SET delete_after = (received_at AT TIME ZONE 'Europe/Rome')::date + ${keptDays}::int
      WHERE deleted_at IS NULL`
  },
})
