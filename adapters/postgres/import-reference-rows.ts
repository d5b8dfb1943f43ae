import { Prisma } from '../../generated/prisma/client.ts'
import type { ImportReads } from '../../helpline/imports/import-batch.ts'
import type { GroundRows } from '../../helpline/imports/import-ground.ts'
import type { ImportKind } from '../../helpline/imports/import-kinds.ts'
import type {
  KnownContact,
  KnownReferences,
  KnownRequest,
  WantedReferences,
} from '../../helpline/imports/known-references.ts'
import { arrayLiteral } from './array-literal.ts'
import type { Db } from './database.ts'

interface Coded {
  code: string
}

/** The rows that some codes of an archive became. */
const tied = (source: string, kind: ImportKind, codes: string[]) => Prisma.sql`
  (SELECT external_id AS code, row_id FROM import_row
   WHERE source = ${source} AND kind = ${kind}::import_kind AND external_id = ANY(${arrayLiteral(codes)}::text[])) r`

async function byCode<R extends Coded>(codes: string[], read: () => Promise<R[]>): Promise<Map<string, R>> {
  if (codes.length === 0) return new Map()
  return new Map((await read()).map((row) => [row.code, row]))
}

type KnownPerson = Coded & { id: string }

/** A card that was merged stands for the one it went into. */
const people = (db: Db, source: string, codes: string[]) =>
  byCode<KnownPerson>(
    codes,
    () => db.$queryRaw`
    SELECT code, coalesce(p.merged_into_id, p.id) AS id FROM (
      SELECT fiscal_code AS code, id AS row_id FROM assisted_person
      WHERE fiscal_code = ANY(${arrayLiteral(codes)}::text[]) AND merged_into_id IS NULL AND erased_at IS NULL
      UNION ALL SELECT code, row_id FROM ${tied(source, 'person', codes)}) found
    JOIN assisted_person p ON p.id = found.row_id AND p.erased_at IS NULL`,
  )

const ids = async (codes: string[], read: () => Promise<(Coded & { id: string })[]>) =>
  new Map([...(await byCode(codes, read))].map(([code, { id }]) => [code, id]))

const volunteers = (db: Db, source: string, codes: string[]) =>
  ids(
    codes,
    () => db.$queryRaw`
    SELECT fiscal_code AS code, id FROM volunteer WHERE fiscal_code = ANY(${arrayLiteral(codes)}::text[])
    UNION ALL SELECT code, row_id FROM ${tied(source, 'volunteer', codes)} JOIN volunteer v ON v.id = r.row_id`,
  )

const vehicles = (db: Db, source: string, codes: string[]) =>
  ids(
    codes,
    () => db.$queryRaw`
    SELECT plate AS code, id FROM vehicle WHERE plate = ANY(${arrayLiteral(codes)}::text[])
    UNION ALL SELECT code, row_id FROM ${tied(source, 'vehicle', codes)} JOIN vehicle v ON v.id = r.row_id`,
  )

/** Entries that were exported from here are known by their own id. */
const directoryEntries = (db: Db, codes: string[]) =>
  ids(
    codes,
    () =>
      db.$queryRaw`SELECT id::text AS code, id FROM directory_entry WHERE id::text = ANY(${arrayLiteral(codes)}::text[])`,
  )

const contacts = (db: Db, source: string, codes: string[]) =>
  byCode<Coded & KnownContact>(
    codes,
    () => db.$queryRaw`
    SELECT code, c.id, c.person_id AS "personId", c.listening_point_id AS "listeningPointId",
      c.local_association_id AS "localAssociationId", c.occurred_at AS "occurredAt",
      coalesce((SELECT max(q.position) FROM request q WHERE q.contact_id = c.id), 0) AS requests
    FROM ${tied(source, 'contact', codes)} JOIN contact c ON c.id = r.row_id AND c.deleted_at IS NULL`,
  )

const requests = (db: Db, source: string, codes: string[]) =>
  byCode<Coded & KnownRequest>(
    codes,
    () => db.$queryRaw`
    SELECT code, q.id, q.kind::text AS kind, q.help_kind::text AS "helpKind", q.person_id AS "personId",
      c.listening_point_id AS "listeningPointId", c.local_association_id AS "localAssociationId",
      c.occurred_at AS "occurredAt"
    FROM ${tied(source, 'request', codes)} JOIN request q ON q.id = r.row_id AND q.deleted_at IS NULL
    JOIN contact c ON c.id = q.contact_id`,
  )

export const importReferenceReads = (db: Db): Pick<ImportReads, 'readImportGround' | 'findKnownReferences'> => ({
  async readImportGround(): Promise<GroundRows> {
    const comuni = await db.comune.findMany({
      select: { istatCode: true, name: true, provinceSigla: true, validTo: true },
    })
    return {
      points: await db.listeningPoint.findMany({ select: { id: true, name: true } }),
      associations: await db.localAssociation.findMany({ select: { id: true, name: true, listeningPointId: true } }),
      facilities: await db.facility.findMany({ where: { active: true }, select: { id: true, name: true } }),
      comuni: comuni.map(({ validTo, ...comune }) => ({ ...comune, isPast: validTo !== null })),
    }
  },

  async findKnownReferences(source: string, wanted: WantedReferences): Promise<KnownReferences> {
    return {
      people: await people(db, source, wanted.people),
      volunteers: await volunteers(db, source, wanted.volunteers),
      vehicles: await vehicles(db, source, wanted.vehicles),
      directoryEntries: await directoryEntries(db, wanted.directoryEntries),
      contacts: await contacts(db, source, wanted.contacts),
      requests: await requests(db, source, wanted.requests),
    }
  },
})
