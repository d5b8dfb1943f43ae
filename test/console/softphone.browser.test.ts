import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page, type WebSocketRoute } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { projectFolder } from '../../launch/project.ts'
import type { SoftphoneState } from '../../operator-console/src/softphone/softphone.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PATIENCE } from '../support/processes.ts'
import type { SoftphonePage } from '../support/softphone-page.ts'

const CONSOLE = 'https://console.example/'
const CALL = '0199f3c8-1f0a-7c3e-9d55-3d1a5f0e2b11'
const SID = `CA${'a'.repeat(32)}`

declare global {
  var page: SoftphonePage
  var farEnd: RTCPeerConnection
}

interface Signal {
  type: string
  payload: Record<string, unknown>
}

/** Twilio's signalling, as its telephone in the browser speaks with it; the voices are real, from another page. */
class Switchboard {
  readonly heard: Signal[] = []
  /** How long each key lasts, in order; the last is that of all that follow. */
  ttlsSeconds = [900]
  #line: WebSocketRoute | undefined

  connect(line: WebSocketRoute): void {
    this.#line = line
    line.onMessage((text) => {
      if (String(text).trim() === '') return line.send('\n')
      const signal = JSON.parse(String(text)) as Signal
      this.heard.push(signal)
      if (signal.type === 'listen') {
        const [ttl, ...later] = this.ttlsSeconds
        if (later.length > 0) this.ttlsSeconds = later
        const token = { identity: 'operator_ada', ttl }
        this.say('connected', { region: 'ie1', edge: 'dublin', home: 'us1', token })
      }
      if (signal.type === 'register') this.say('ready', {})
    })
  }
  say(type: string, payload: object): void {
    this.#line?.send(JSON.stringify({ type, version: '1.6', payload }))
  }
  of = (type: string): Record<string, unknown>[] =>
    this.heard.filter((signal) => signal.type === type).map(({ payload }) => payload)
  drop = (): Promise<void> => this.#line?.close({ code: 1012 }) ?? Promise.resolve()
}

describe.skipIf(!chromiumPath)('the telephone in the computer, on Twilio’s own software', () => {
  let folder: string
  let script: string
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let far: Page
  let twilio: Switchboard

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'filo-softphone-'))
    await build({
      configFile: false,
      logLevel: 'error',
      root: projectFolder,
      build: {
        outDir: folder,
        lib: {
          entry: 'test/support/softphone-page.ts',
          formats: ['iife'],
          name: 'softphonePage',
          fileName: () => 'page.js',
        },
        rolldownOptions: { output: { inlineDynamicImports: true } },
      },
    })
    script = readFileSync(path.join(folder, 'page.js'), 'utf8')
    browser = await chromium.launch({
      ...(chromiumPath && { executablePath: chromiumPath }),
      args: [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        '--disable-features=WebRtcHideLocalIpsWithMdns',
      ],
    })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  beforeEach(async () => {
    twilio = new Switchboard()
    context = await browser.newContext({ permissions: ['microphone'] })
    await context.route('**/*', (route) => {
      if (route.request().url() !== CONSOLE) return route.abort()
      return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Console</title>' })
    })
    await context.routeWebSocket('wss://voice-js.roaming.twilio.com/**', (line) => twilio.connect(line))
    page = await context.newPage()
    far = await context.newPage()
    await Promise.all([page.goto(CONSOLE), far.goto(CONSOLE)])
    await page.evaluate(script)
  })
  afterEach(() => context.close())

  const state = (): Promise<SoftphoneState> => page.evaluate(() => globalThis.page.softphone.state())
  const line = async (kind: SoftphoneState['line']['kind']) => {
    await page.waitForFunction((wanted) => globalThis.page.softphone.state().line.kind === wanted, kind)
    return (await state()).line
  }
  const problem = (kind: string | null) =>
    page.waitForFunction((wanted) => globalThis.page.softphone.state().problem === wanted, kind)
  const start = async () => {
    await page.evaluate(() => globalThis.page.softphone.start())
    await line('ready')
  }
  const signalled = (type: string) => expect.poll(() => twilio.of(type).length, PATIENCE).toBeGreaterThan(0)

  /** Somebody speaks at the other end: a real voice connection from the other page. */
  const farOffer = () => far.evaluate(openFarEnd, null)
  const farAnswer = (offer: string) => far.evaluate(openFarEnd, offer)

  async function ring(): Promise<void> {
    const sdp = await farOffer()
    twilio.say('invite', {
      callsid: SID,
      sdp,
      parameters: { CallSid: SID, From: '+390372448678', Params: `call=${CALL}` },
    })
    await line('ringing')
  }
  async function speak(): Promise<void> {
    await ring()
    await page.evaluate(() => globalThis.page.softphone.answer())
    await signalled('answer')
    const sdp = String(twilio.of('answer')[0]?.sdp)
    await far.evaluate((answer) => globalThis.farEnd.setRemoteDescription({ type: 'answer', sdp: answer }), sdp)
    await line('talking')
  }

  it('signs in with a key of ours, and is ready to ring', async () => {
    await start()
    expect(twilio.of('listen')).toMatchObject([{ token: 'key-1' }])
    expect(twilio.of('register')).toMatchObject([{ media: { audio: true } }])
    expect(await page.evaluate(() => globalThis.page.lines)).toEqual(['connecting', 'ready'])
  })

  it('rings with the call it rings for, is answered, muted, unmuted and put down', async () => {
    await start()
    await speak()
    expect((await state()).line).toEqual({ kind: 'talking', callId: CALL, isMuted: false })
    await page.evaluate(() => globalThis.page.softphone.mute(true))
    expect((await state()).line).toMatchObject({ isMuted: true })
    await page.evaluate(() => globalThis.page.softphone.mute(false))
    expect((await state()).line).toMatchObject({ isMuted: false })
    await page.evaluate(() => globalThis.page.softphone.hangUp())
    await line('ready')
    expect(twilio.of('hangup')).toMatchObject([{ callsid: SID }])
    expect((await state()).lost).toBeNull()
  })

  it('stops ringing when somebody else has answered, and says which call it was', async () => {
    await start()
    await ring()
    expect((await state()).line).toEqual({ kind: 'ringing', callId: CALL })
    twilio.say('cancel', { callsid: SID })
    await line('ready')
    expect((await state()).lost).toEqual({ callId: CALL })
    await page.evaluate(() => globalThis.page.softphone.dismiss())
    expect((await state()).lost).toBeNull()
  })

  it('is refused here without stopping for the others, and ends when the other side hangs up', async () => {
    await start()
    await ring()
    await page.evaluate(() => globalThis.page.softphone.refuse())
    await line('ready')
    expect(twilio.of('reject')).toMatchObject([{ callsid: SID }])
    await speak()
    twilio.say('hangup', { callsid: SID })
    await line('ready')
  })

  it('calls with the id of the call written down and nothing else, and types keys', async () => {
    await start()
    await page.evaluate((callId) => void globalThis.page.softphone.call(callId), CALL)
    await signalled('invite')
    expect((await state()).line).toEqual({ kind: 'calling', callId: CALL })
    const [invite] = twilio.of('invite')
    expect(invite?.twilio).toEqual({ params: `call=${CALL}` })
    const sdp = await farAnswer(String(invite?.sdp))
    twilio.say('ringing', { callsid: invite?.callsid })
    twilio.say('answer', { callsid: invite?.callsid, sdp })
    await line('talking')
    await page.evaluate(() => globalThis.page.softphone.press('5'))
    await page.evaluate(() => globalThis.page.softphone.hangUp())
    await line('ready')
  })

  it('asks for another key before its own runs out', async () => {
    // The telephone asks a minute before.
    twilio.ttlsSeconds = [61, 900]
    await start()
    await expect.poll(() => twilio.of('listen').map(({ token }) => token), PATIENCE).toEqual(['key-1', 'key-2'])
    expect((await state()).problem).toBeNull()
  })

  it('says in which way it does not work: an unknown key, no microphone, a microphone refused', async () => {
    await start()
    twilio.say('error', { error: { code: 31204, message: 'JWT is invalid' } })
    await problem('keyRefused')
    for (const [name, expected] of [
      ['NotFoundError', 'microphoneMissing'],
      ['NotAllowedError', 'microphoneRefused'],
    ] as const) {
      await page.evaluate((error) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', error))
      }, name)
      await ring()
      await page.evaluate(() => globalThis.page.softphone.answer())
      await problem(expected)
      await line('ready')
    }
  })

  it('comes back by itself after the line was lost', async () => {
    await start()
    await twilio.drop()
    await page.waitForFunction(() => globalThis.page.lines.join() === 'connecting,ready,connecting,ready')
    expect(twilio.of('register').length).toBeGreaterThan(1)
  })

  it('is switched off at once, but never in mid-sentence', async () => {
    await start()
    await speak()
    await page.evaluate(() => globalThis.page.softphone.stop())
    expect((await state()).line.kind).toBe('talking')
    await page.evaluate(() => globalThis.page.softphone.hangUp())
    await line('off')
    await start()
    await page.evaluate(() => globalThis.page.softphone.stop())
    expect((await state()).line).toEqual({ kind: 'off' })
  })
})

/** Runs in the other page: offers a conversation, or takes the one that is offered. */
async function openFarEnd(offer: string | null): Promise<string> {
  const connection = new RTCPeerConnection()
  globalThis.farEnd = connection
  const audio = new AudioContext()
  const tone = audio.createOscillator()
  const out = audio.createMediaStreamDestination()
  tone.connect(out)
  tone.start()
  for (const track of out.stream.getTracks()) connection.addTrack(track, out.stream)
  if (offer !== null) await connection.setRemoteDescription({ type: 'offer', sdp: offer })
  await connection.setLocalDescription(
    offer === null ? await connection.createOffer() : await connection.createAnswer(),
  )
  if (connection.iceGatheringState !== 'complete') {
    await new Promise<void>((resolve) => {
      connection.addEventListener('icegatheringstatechange', () => {
        if (connection.iceGatheringState === 'complete') resolve()
      })
    })
  }
  return connection.localDescription?.sdp ?? ''
}
