import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { threadSteps } from '../support/thread-steps.ts'
import { ringLonger, signInTo, startWholeProgram, telephonesOf, type WholeProgram } from '../support/whole-program.ts'

const LOOKED_UP_WITHIN_MS = 240_000

let program: WholeProgram

beforeAll(async () => {
  program = await startWholeProgram()
  await ringLonger(program)
}, 150_000)
afterAll(() => program?.stop(), 60_000)

describe('each process killed in the middle of the thread', () => {
  it('comes back by itself, and the thread still ends with everything counted once', { timeout: 600_000 }, async () => {
    const desk = await signInTo(program, 'operatore@demo.example')
    const coordinator = await signInTo(program, 'coordinatore@demo.example')
    const steps = threadSteps(program, desk, coordinator, telephonesOf(program))
    const before = await steps.monthFigures()

    await steps.rosaCalls()
    await program.kill('server/main')
    await program.ready()
    await steps.operatorAnswers()
    await steps.contactIsWritten()

    await program.kill('workers/main')
    await steps.rideIsTakenInCharge()
    await steps.offerReachesAVolunteer()

    await program.kill('postgres')
    await program.ready()
    await steps.volunteerSaysYes()
    await program.kill('workers/main')
    await steps.rosaHearsWhoComes()

    await program.kill('phone-simulator/main')
    await steps.rideIsClosed()

    const counted = async () => {
      const after = await steps.monthFigures()
      return {
        contactsIn: after.contactsIn - before.contactsIn,
        toOrganise: after.contactsOutToOrganise - before.contactsOutToOrganise,
        toAssistedPerson: after.contactsOutToAssistedPerson - before.contactsOutToAssistedPerson,
        requests: after.requests - before.requests,
        services: after.services - before.services,
        km: after.km - before.km,
      }
    }
    // Where the database died between Twilio's answer and our row, the message is looked up two minutes later and counted then.
    const once = { contactsIn: 1, toOrganise: 1, toAssistedPerson: 1, requests: 2, services: 1, km: 14 }
    await expect.poll(counted, { timeout: LOOKED_UP_WITHIN_MS, interval: 500 }).toEqual(once)
    expect(await counted()).toEqual(once)
    expect(await steps.offers()).toHaveLength(1)
  })
})
