import { formatRomeDate, romeInstant } from '../../../../helpline/territory/rome-time.ts'
import { capitalised } from '../../formats.ts'

/** 'Mercoledì 25 novembre' */
export const shortDay = (day: string): string => capitalised(formatRomeDate(romeInstant(day, '12:00')))
