import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PATIENCE } from '../support/processes.ts'
import { aClient, aSmallHelpline, centralino, elena, marco, type SmallHelpline, voice } from './small-helpline.ts'

const root = new URL('../..', import.meta.url).pathname
const demoAccount = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'filo-demo-token' }

let helpline: SmallHelpline
let folder: string
let running: ChildProcess | undefined
beforeEach(async () => {
  helpline = await aSmallHelpline()
  folder = mkdtempSync(join(tmpdir(), 'telephones-'))
})
afterEach(async () => {
  running?.kill('SIGKILL')
  running = undefined
  rmSync(folder, { recursive: true })
  await helpline.close()
})

/** Starts the program; resolves to what it prints first, or what it complains of. */
async function start(configuration: unknown): Promise<string> {
  const path = join(folder, 'simulator.json')
  writeFileSync(path, JSON.stringify(configuration))
  const { TWILIO_ACCOUNT_SID: _sid, TWILIO_AUTH_TOKEN: _token, ...environment } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', 'phone-simulator/main.ts'], {
    cwd: root,
    env: { ...environment, SIMULATOR_PORT: '0', SIMULATOR_CONFIG: path },
  })
  running = child
  const [first] = await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')])
  return String(first).trim()
}

describe('the simulator as a program', () => {
  const configuration = () => ({
    numbers: [{ number: centralino, aliases: ['800995988'], voiceUrl: `${helpline.url}/voice` }],
    telephones: [
      { number: elena, label: 'Elena Rossi', kind: 'landline' },
      { number: marco, label: 'Marco Bianchi' },
    ],
  })

  it('starts from its settings, is driven over HTTP, and stops when told', async () => {
    helpline.answer('/voice', () => voice((twiml) => twiml.say('Ciao')))
    const line = await start(configuration())
    expect(line).toMatch(/^simulator http:\/\/127\.0\.0\.1:\d+$/)
    const address = line.replace('simulator ', '')
    const control = async (action: string, body: object = {}) => {
      const headers = { 'Content-Type': 'application/json' }
      const answer = await fetch(`${address}/control/${action}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      return { status: answer.status, body: await answer.json() }
    }
    const view = async (name: string) => (await fetch(`${address}/control/${name}`)).json()
    expect(await control('dial', { from: elena, to: '800 995 988' })).toMatchObject({
      status: 200,
      body: { callSid: expect.stringMatching(/^CA/) },
    })
    await control('settled')
    expect(await view(`heard?number=${encodeURIComponent(elena)}`)).toEqual(['Ciao'])
    expect(await view('calls')).toMatchObject([{ from: elena, to: centralino, status: 'completed' }])
    expect(await control('answer', { number: elena })).toEqual({
      status: 409,
      body: { error: 'Il telefono non sta squillando.' },
    })
    expect(await control('answer', { number: 5 })).toMatchObject({ status: 409 })
    expect(await control('fly')).toMatchObject({ status: 409 })
    expect((await fetch(`${address}/control/reset`, { method: 'POST', body: new URLSearchParams() })).status).toBe(415)
    await control('reset')
    expect(await view('calls')).toEqual([])
    expect(await view('errors')).toEqual([])
    const page = await fetch(address)
    expect(await page.text()).toContain('Telefoni di prova')
    const client = aClient(address, demoAccount)
    await expect(client.incomingPhoneNumbers.list()).resolves.toMatchObject([{ phoneNumber: centralino }])
    const stopped = once(running as ChildProcess, 'exit')
    running?.kill('SIGTERM')
    expect(await stopped).toEqual([0, null])
  })

  it('takes applications from its settings, and lets a browser’s part be played over HTTP', async () => {
    helpline.answer('/app', () => voice((twiml) => twiml.record()))
    const applications = [{ friendlyName: 'Consolle', voiceUrl: `${helpline.url}/app` }]
    const line = await start({ ...configuration(), applications })
    const address = line.replace('simulator ', '')
    const [application] = await aClient(address, demoAccount).applications.list()
    const post = async (action: string, body: object) => {
      const headers = { 'Content-Type': 'application/json' }
      const answer = await fetch(`${address}/control/${action}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      return answer.json()
    }
    const view = async (name: string) =>
      (await fetch(`${address}/control/${name}?number=${encodeURIComponent('client:anna')}`)).json()
    expect(await post('register-client', { identity: 'anna' })).toEqual({ number: 'client:anna' })
    const parameters = { scopo: 'prova' }
    expect(
      await post('connect', { identity: 'anna', applicationSid: application?.sid, parameters, press: '1' }),
    ).toMatchObject({ callSid: expect.stringMatching(/^CA/) })
    await expect.poll(() => view('heard'), PATIENCE).toEqual(['bip'])
    expect(helpline.at('/app')).toMatchObject([{ From: 'client:anna', scopo: 'prova' }])
    expect(await view('situation')).toBe('In linea')
    expect(await view('talking-with')).toEqual([])
    expect(await view('incoming')).toMatchObject({ from: 'client:anna', customParameters: {} })
    expect(await post('leave-message', { number: 'client:anna', seconds: 7 })).toEqual({})
    await expect.poll(() => view('phase'), PATIENCE).toBe('idle')
    await post('unregister-client', { identity: 'anna' })
    expect(await view('phase')).toEqual({ error: 'Non c’è un telefono con questo numero.' })
  })

  it('says everything that is wrong in its settings and does not start', async () => {
    const complaint = await start({
      numbers: [{ number: '800995988' }],
      telephones: [{ number: elena }],
      applications: [{ voiceUrl: 'x' }],
      callsPerSecond: 0,
    })
    expect(complaint).toBe(
      'SIMULATOR_CONFIG: applications[0].friendlyName is missing; numbers[0].number is not an E.164 number; telephones[0].label is missing; "callsPerSecond" is not a positive number',
    )
    // Its end may be told before its words, their end never.
    expect((await once(running as ChildProcess, 'close'))[0]).toBe(1)
  })
})
