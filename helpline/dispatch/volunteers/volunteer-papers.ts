import type { HelpKind } from '../../contacts/kinds.ts'
import { addDays, type IsoDate } from '../../territory/rome-time.ts'
import { isRide } from '../service-times.ts'
import type { VolunteerObstacle } from './volunteer-fitness.ts'

export const volunteerPapers = ['insurance', 'licence', 'wheelchairTraining', 'training'] as const
export type VolunteerPaper = (typeof volunteerPapers)[number]
export const volunteerPaperNames: Record<VolunteerPaper, string> = {
  insurance: 'assicurazione',
  licence: 'patente',
  wheelchairTraining: 'formazione per la carrozzina',
  training: 'corso',
}

export const paperStates = ['missing', 'lapsed', 'soon', 'valid'] as const
export type PaperState = (typeof paperStates)[number]

/** How long before its end a paper is worth a word. */
export const SOON_DAYS = 45

export const paperState = (until: IsoDate, today: IsoDate): PaperState =>
  until < today ? 'lapsed' : until <= addDays(today, SOON_DAYS) ? 'soon' : 'valid'

export interface Paper {
  paper: VolunteerPaper
  /** Of a training. */
  title: string | null
  until: IsoDate | null
  state: PaperState
}

export interface VolunteerWithPapers {
  skills: readonly HelpKind[]
  insuredUntil: IsoDate | null
  licenceUntil: IsoDate | null
  wheelchairTrained: boolean
  wheelchairTrainedUntil: IsoDate | null
  trainings: readonly { title: string; validUntil: IsoDate | null }[]
}

/** The papers that matter for what somebody does, each with its state. */
export function papersOf(volunteer: VolunteerWithPapers, today: IsoDate): Paper[] {
  const paper = (name: VolunteerPaper, until: IsoDate | null, title: string | null = null): Paper => ({
    paper: name,
    title,
    until,
    state: until === null ? 'missing' : paperState(until, today),
  })
  return [
    paper('insurance', volunteer.insuredUntil),
    ...(volunteer.licenceUntil !== null || volunteer.skills.some(isRide)
      ? [paper('licence', volunteer.licenceUntil)]
      : []),
    ...(volunteer.wheelchairTrained && volunteer.wheelchairTrainedUntil !== null
      ? [paper('wheelchairTraining', volunteer.wheelchairTrainedUntil)]
      : []),
    ...volunteer.trainings
      .filter(({ validUntil }) => validUntil !== null)
      .map(({ title, validUntil }) => paper('training', validUntil, title)),
  ]
}

/** Which services a paper that is not in order keeps them from. */
export const blockedBy: Record<VolunteerPaper, readonly VolunteerObstacle[]> = {
  insurance: ['insuranceLapsed'],
  licence: ['licenceMissing', 'licenceLapsed'],
  wheelchairTraining: ['wheelchairTrainingLapsed', 'wheelchairUntrained'],
  training: [],
}
