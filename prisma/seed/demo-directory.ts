import { toDateColumn } from '../../adapters/postgres/database.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import type { InformationKind } from '../../helpline/contacts/kinds.ts'
import { addDays, type IsoDate } from '../../helpline/territory/rome-time.ts'
import type { Chance } from './chance.ts'
import { type DemoPoint, landline } from './demo-network.ts'
import { insertRows } from './insert-rows.ts'

type Entry = readonly [
  name: string,
  kinds: readonly InformationKind[],
  description: string,
  forWhom: string,
  openingTimes: string,
]

const entries: readonly Entry[] = [
  [
    'CUP, prenotazione visite',
    ['health'],
    'Prenotazione di visite ed esami con la ricetta del medico, spostamenti e disdette, pagamento del ticket.',
    'Tutti, con tessera sanitaria e ricetta',
    'dal lunedì al venerdì 8-16',
  ],
  [
    'Continuità assistenziale (guardia medica)',
    ['health'],
    'Medico di notte e nei giorni festivi per problemi che non possono aspettare. Per le emergenze si chiama il 112.',
    'Tutti',
    'ogni notte 20-8, sabato e festivi tutto il giorno',
  ],
  [
    'Servizi sociali del Comune',
    ['socialCare'],
    'Assistenza domiciliare, pasti a domicilio, contributi, segretariato sociale.',
    'Residenti nel Comune',
    'lunedì, mercoledì e venerdì 9-12',
  ],
  [
    'Pasti a domicilio',
    ['socialCare'],
    'Pasto caldo consegnato a casa a mezzogiorno, anche diete speciali.',
    'Anziani soli o non autosufficienti',
    'consegna dal lunedì al sabato',
  ],
  [
    'Assistenza domiciliare integrata (ADI)',
    ['socialHealth'],
    'Infermiere e fisioterapista a casa dopo la domanda del medico di famiglia.',
    'Persone che non possono uscire',
    'dal lunedì al venerdì 9-17',
  ],
  [
    'Telesoccorso',
    ['safety', 'socialHealth'],
    'Apparecchio con pulsante per chiedere aiuto da casa, giorno e notte.',
    'Anziani che vivono soli',
    'sempre',
  ],
  [
    'Centro diurno anziani',
    ['socialLife'],
    'Compagnia, ginnastica dolce, gioco delle carte, pranzo insieme.',
    'Dai 60 anni',
    'dal lunedì al venerdì 9-17',
  ],
  [
    'CAF, dichiarazione dei redditi e ISEE',
    ['tax'],
    '730, ISEE, bonus bollette, RED. Portare documento, codice fiscale e reddito.',
    'Tutti',
    'su appuntamento',
  ],
  [
    'Patronato',
    ['pension', 'union'],
    'Domande di pensione, invalidità, accompagnamento, controllo della pensione.',
    'Tutti',
    'martedì e giovedì 9-12',
  ],
  [
    'Sportello casa',
    ['housing'],
    'Case popolari, contributo affitto, barriere architettoniche.',
    'Residenti',
    'mercoledì 14-17',
  ],
  [
    'Biblioteca',
    ['culture'],
    'Prestito libri anche a domicilio, gruppo di lettura, corsi di telefonino.',
    'Tutti',
    'dal martedì al sabato 9-18',
  ],
  [
    'Sportello antitruffa',
    ['safety'],
    'Consigli contro le truffe agli anziani. Se la truffa è in corso si chiama subito il 112.',
    'Anziani e famiglie',
    'dal lunedì al venerdì 9-12',
  ],
  [
    'Sportello assistenti familiari',
    ['socialCare', 'union'],
    'Cercare e mettere in regola una badante, contratti e buste paga.',
    'Famiglie',
    'su appuntamento',
  ],
]

/** Hospitals whose ASST is told in the demo. */
const asstTowns = ['Cremona', 'Crema']

export async function seedDirectory(
  db: Prisma.TransactionClient,
  dice: Chance,
  points: DemoPoint[],
  today: IsoDate,
): Promise<void> {
  await insertRows(
    db,
    'directory_entry',
    points.flatMap((point) =>
      entries.map(([name, kinds, description, forWhom, openingTimes], index) => ({
        name: `${name} – ${point.town}`,
        informationKinds: [...kinds],
        description,
        forWhom,
        openingTimes,
        address: `Piazza del Municipio ${index + 1}, ${point.town}`,
        comuneIstatCode: point.comune.istatCode,
        phone: landline(point.prefix, 700 + index),
        // Most were checked lately, a few have been forgotten.
        lastCheckedOn: toDateColumn(
          addDays(today, -(dice.happens(0.85) ? dice.between(5, 300) : dice.between(400, 900))),
        ),
      })),
    ),
  )
  const asst = new Map<string, string>()
  for (const { town } of points.filter((point) => asstTowns.includes(point.town))) {
    const set = { kind: 'asst' as const, code: `ASST-${town.toUpperCase()}`, name: `ASST di ${town}` }
    asst.set(town, (await db.territorySet.create({ data: set, select: { id: true } })).id)
  }
  await db.facility.createMany({
    data: points.flatMap((point) => [
      {
        name: `Ospedale di ${point.town}`,
        kind: 'publicHospital' as const,
        asstSetId: asst.get(point.town) ?? null,
        comuneIstatCode: point.comune.istatCode,
        latitude: point.comune.latitude,
        longitude: point.comune.longitude,
      },
      {
        name: `Poliambulatorio di ${point.town}`,
        kind: 'otherHealth' as const,
        comuneIstatCode: point.comune.istatCode,
        latitude: point.comune.latitude,
        longitude: point.comune.longitude,
      },
      {
        name: `Centro diurno di ${point.town}`,
        kind: 'dayCentre' as const,
        comuneIstatCode: point.comune.istatCode,
        latitude: point.comune.latitude,
        longitude: point.comune.longitude,
      },
    ]),
  })
}

/** Most of the rides that were given went to a hospital or a centre of the point's own town. */
export async function seedVisits(db: Prisma.TransactionClient): Promise<void> {
  await db.$executeRaw`
    UPDATE request r SET facility_id = f.id, to_place = f.name
    FROM service s JOIN listening_point l ON l.id = s.listening_point_id
      JOIN facility f ON f.kind = s.destination_kind AND f.name LIKE '%' || replace(l.name, 'Punto d’Ascolto', '')
    WHERE s.request_id = r.id AND s.series_id IS NULL AND hashtext(r.id::text) % 4 <> 0`
}
