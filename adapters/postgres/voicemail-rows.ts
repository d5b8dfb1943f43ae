import { z } from 'zod'
import type { Prisma } from '../../generated/prisma/client.ts'
import type { VoicemailArrivalRows } from '../../helpline/calls/voicemail/voicemail-arrival.ts'
import type { HearingRows, VoicemailReads } from '../../helpline/calls/voicemail/voicemail-hearing.ts'
import type { VoicemailSummary } from '../../helpline/calls/voicemail/voicemail-records.ts'
import type { RetentionReads, RetentionRows } from '../../helpline/calls/voicemail/voicemail-retention.ts'
import {
  usualVoicemailSettings,
  type VoicemailSettingRows,
  type VoicemailSettings,
  voicemailPlaces,
} from '../../helpline/calls/voicemail/voicemail-settings.ts'
import type { IsoDate } from '../../helpline/territory/rome-time.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'

const SETTING = 'voicemail'
/** A day's work: the rest is asked for the day after. */
const MOST_AT_ONCE = 5_000

const settingSchema = z.object({ keptAt: z.enum(voicemailPlaces), keptDays: z.int().positive() })

export const voicemailSelect = {
  callId: true,
  durationSeconds: true,
  receivedAt: true,
  heardAt: true,
  deleteAfter: true,
  deletedAt: true,
  heardBy: { select: { name: true } },
} satisfies Prisma.VoicemailSelect

export const toVoicemailSummary = ({
  heardBy,
  deleteAfter,
  ...row
}: Prisma.VoicemailGetPayload<{ select: typeof voicemailSelect }>): VoicemailSummary => ({
  ...row,
  heardByName: heardBy?.name ?? null,
  deleteAfter: fromDateColumn(deleteAfter),
})

export const voicemailReads = (db: Db) =>
  ({
    async readVoicemailSettings(): Promise<VoicemailSettings> {
      const row = await db.setting.findUnique({ where: { key: SETTING } })
      return settingSchema.safeParse(row?.value).data ?? usualVoicemailSettings
    },

    async findVoicemail(callId: string) {
      // The sound itself may weigh megabytes: only whether it is here is asked.
      const [row] = await db.$queryRaw<
        {
          recordingSid: string
          isHere: boolean
          removedFromTwilioAt: Date | null
          deletedAt: Date | null
          deleteAfter: string
          listeningPointId: string
        }[]
      >`
        SELECT v.recording_sid AS "recordingSid", v.audio IS NOT NULL AS "isHere",
          v.removed_from_twilio_at AS "removedFromTwilioAt", v.deleted_at AS "deletedAt",
          v.delete_after::text AS "deleteAfter",
          coalesce(b.listening_point_id, c.responsible_point_id, c.listening_point_id) AS "listeningPointId"
        FROM voicemail v JOIN call c ON c.id = v.call_id LEFT JOIN callback b ON b.call_id = c.id
        WHERE v.call_id = ${callId}::uuid`
      return row ? { callId, ...row } : null
    },

    async readVoicemailAudio(callId: string) {
      const row = await db.voicemail.findUnique({ where: { callId }, select: { audio: true, mediaType: true } })
      return row?.audio && row.mediaType ? { audio: row.audio, mediaType: row.mediaType } : null
    },

    async listVoicemailsToDelete(today: IsoDate) {
      const rows = await db.voicemail.findMany({
        where: { deletedAt: null, deleteAfter: { lt: toDateColumn(today) } },
        orderBy: { deleteAfter: 'asc' },
        take: MOST_AT_ONCE,
        select: { callId: true },
      })
      return rows.map(({ callId }) => callId)
    },

    async listVoicemailsToKeep(today: IsoDate) {
      const rows = await db.voicemail.findMany({
        where: { deletedAt: null, removedFromTwilioAt: null, deleteAfter: { gte: toDateColumn(today) } },
        orderBy: { receivedAt: 'asc' },
        take: MOST_AT_ONCE,
        select: { callId: true },
      })
      return rows.map(({ callId }) => callId)
    },

    /** What should have been done by then and was not, however often it was tried. */
    async countVoicemailFaults(settings: VoicemailSettings, before: { day: IsoDate; instant: Date }) {
      const notDeleted = await db.voicemail.count({
        where: { deletedAt: null, deleteAfter: { lt: toDateColumn(before.day) } },
      })
      const notTakenIn =
        settings.keptAt === 'here'
          ? await db.voicemail.count({
              where: {
                deletedAt: null,
                removedFromTwilioAt: null,
                receivedAt: { lt: before.instant },
                deleteAfter: { gte: toDateColumn(before.day) },
              },
            })
          : 0
      return { notDeleted, notTakenIn }
    },
  }) satisfies VoicemailReads & RetentionReads & Record<string, unknown>

type VoicemailWrites = Omit<
  VoicemailArrivalRows & HearingRows & RetentionRows & VoicemailSettingRows,
  keyof ReturnType<typeof voicemailReads> | 'openedSince'
>

export const voicemailWrites = (db: Db): VoicemailWrites => ({
  async addVoicemail({ deleteAfter, ...voicemail }) {
    const { count } = await db.voicemail.createMany({
      data: [{ ...voicemail, deleteAfter: toDateColumn(deleteAfter) }],
      skipDuplicates: true,
    })
    return count === 1
  },

  async markHeard(callId, operatorId, now) {
    const { count } = await db.voicemail.updateMany({
      where: { callId, heardAt: null },
      data: { heardAt: now, heardById: operatorId },
    })
    return count === 1
  },

  async keepVoicemailAudio(callId, { audio, mediaType }) {
    const { count } = await db.voicemail.updateMany({
      where: { callId, audio: null, deletedAt: null },
      data: { audio: Uint8Array.from(audio), mediaType },
    })
    return count === 1
  },

  async forgetVoicemailAudio(callId) {
    await db.voicemail.updateMany({ where: { callId }, data: { audio: null, mediaType: null } })
  },

  async markRemovedFromTwilio(callId, now) {
    await db.voicemail.updateMany({ where: { callId, removedFromTwilioAt: null }, data: { removedFromTwilioAt: now } })
  },

  async markVoicemailDeleted(callId, now) {
    const count = await db.$executeRaw`
      UPDATE voicemail SET deleted_at = ${now}, audio = NULL, media_type = NULL,
        removed_from_twilio_at = coalesce(removed_from_twilio_at, ${now})
      WHERE call_id = ${callId}::uuid AND deleted_at IS NULL`
    return count === 1
  },

  async markVoicemailLost(callId, now) {
    const { count } = await db.voicemail.updateMany({
      where: { callId, audio: null, deletedAt: null },
      data: { deletedAt: now, removedFromTwilioAt: now },
    })
    return count === 1
  },

  async saveVoicemailSettings(settings) {
    const value = { ...settings }
    await db.setting.upsert({ where: { key: SETTING }, create: { key: SETTING, value }, update: { value } })
  },

  async setDaysKept(keptDays) {
    await db.$executeRaw`
      UPDATE voicemail SET delete_after = (received_at AT TIME ZONE 'Europe/Rome')::date + ${keptDays}::int
      WHERE deleted_at IS NULL`
  },
})
