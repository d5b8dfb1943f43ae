/** What associations do that is not a service to somebody: entered as totals. */
export const activityKinds = ['civicVolunteering', 'socialCentres', 'socialTourism', 'courses'] as const
export type ActivityKind = (typeof activityKinds)[number]
export const activityKindNames: Record<ActivityKind, string> = {
  civicVolunteering: 'volontariato civico',
  socialCentres: 'centri sociali',
  socialTourism: 'turismo sociale',
  courses: 'corsi',
}
