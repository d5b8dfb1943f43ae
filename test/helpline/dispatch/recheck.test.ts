import { describe, expect, it } from 'vitest'
import {
  type AssignmentFacts,
  assignmentObstacles,
  isFinal,
  isSound,
  obstacleWords,
} from '../../../helpline/dispatch/recheck/assignment-obstacles.ts'
import { volunteerObstacleKinds } from '../../../helpline/dispatch/volunteers/volunteer-fitness.ts'

const at = (time: string) => new Date(`2026-11-25T${time}:00+01:00`)

interface Changes {
  service?: Partial<AssignmentFacts['service']>
  volunteer?: Partial<AssignmentFacts['volunteer']>
  vehicle?: Partial<NonNullable<AssignmentFacts['vehicle']>> | null
  person?: Partial<AssignmentFacts['person']>
  membersOnly?: boolean
}

const facts = ({ service, volunteer, vehicle, person, membersOnly = false }: Changes = {}): AssignmentFacts => ({
  service: {
    helpKind: 'transport',
    startsAt: at('09:00'),
    endsAt: at('10:00'),
    busyFrom: at('09:00'),
    busyUntil: at('10:30'),
    wheelchair: false,
    companions: 0,
    ...service,
  },
  volunteer: {
    skills: ['transport'],
    startedOn: '2020-01-01',
    endedOn: null,
    insuredUntil: '2030-12-31',
    licenceUntil: '2030-12-31',
    wheelchairTrained: false,
    pairings: [],
    timeOff: [],
    localAssociationId: 'a',
    ...volunteer,
  },
  vehicle:
    vehicle === null
      ? null
      : {
          active: true,
          localAssociationId: 'a',
          lentToIds: [],
          seats: 4,
          wheelchairPlaces: 0,
          insuredUntil: '2030-12-31',
          inspectedUntil: '2030-12-31',
          loanUntil: null,
          workshop: [],
          taken: [],
          ...vehicle,
        },
  person: { member: true, memberUntil: null, ...person },
  membersOnly,
})

describe('what undoes an assignment', () => {
  it('is nothing while every fact holds', () => {
    expect(isSound(assignmentObstacles(facts()))).toBe(true)
    expect(isSound(assignmentObstacles(facts({ vehicle: null })))).toBe(true)
  })

  it('is no kind of help the volunteer does not usually do, once they have said yes', () => {
    expect(isSound(assignmentObstacles(facts({ volunteer: { skills: [] } })))).toBe(true)
  })

  it.each<[string, Changes, string]>([
    [
      'a licence that ends the day before',
      { volunteer: { licenceUntil: '2026-11-24' } },
      'volontario: patente scaduta',
    ],
    ['no licence', { volunteer: { licenceUntil: null } }, 'volontario: patente non registrata'],
    ['insurance', { volunteer: { insuredUntil: '2026-11-24' } }, 'volontario: assicurazione scaduta'],
    ['leaving', { volunteer: { endedOn: '2026-11-24' } }, 'volontario: quel giorno non è volontario'],
    ['an absence', { volunteer: { timeOff: [{ from: at('09:59'), until: at('12:00') }] } }, 'volontario: è assente'],
    ['a refusal', { volunteer: { pairings: ['personRefuses'] } }, 'volontario: la persona preferisce qualcun altro'],
    [
      'a lent car taken back',
      { vehicle: { localAssociationId: 'b' } },
      'automezzo: non è dell’associazione, e non le è prestato',
    ],
    ['the end of a loan', { vehicle: { loanUntil: '2026-11-24' } }, 'automezzo: il comodato è finito'],
    [
      'the workshop, on the way back too',
      { vehicle: { workshop: [{ from: at('10:15'), until: at('18:00') }] } },
      'automezzo: è in officina',
    ],
    ['more companions than seats', { service: { companions: 3 } }, 'automezzo: non ha abbastanza posti'],
    [
      'a membership that ended',
      { membersOnly: true, person: { memberUntil: '2026-11-24' } },
      'la persona non risulta socia, e l’associazione può accompagnare solo i soci',
    ],
  ])('is %s', (_, changes, words) => {
    expect(obstacleWords(assignmentObstacles(facts(changes)))).toEqual([words])
  })

  it('is nothing the day on which a paper still holds', () => {
    const onThatDay = { licenceUntil: '2026-11-25', insuredUntil: '2026-11-25', endedOn: '2026-11-25' }
    expect(isSound(assignmentObstacles(facts({ volunteer: onThatDay })))).toBe(true)
  })

  it('is a membership for rides alone', () => {
    const changes = { membersOnly: true, person: { member: false }, service: { helpKind: 'homeCompany' as const } }
    expect(isSound(assignmentObstacles(facts(changes)))).toBe(true)
  })

  it('takes the service away only by somebody’s own word or need: papers wait for a person', () => {
    expect(volunteerObstacleKinds.filter(isFinal)).toEqual([
      'notAVolunteer',
      'volunteerRefuses',
      'personRefuses',
      'wheelchairUntrained',
      'away',
    ])
  })
})
