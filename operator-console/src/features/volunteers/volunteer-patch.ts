import type { InputFor } from '../../api-client.ts'

/** A part of the card, as it is sent. */
export type VolunteerPatch = Omit<InputFor<'changeVolunteer'>['body'], 'version'>
