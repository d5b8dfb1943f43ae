import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { type BuiltInAttachment, builtInAttachments } from './attachment.ts'
import { CannotDo, type DialOptions } from './inbound-call.ts'
import type { Script } from './script.ts'

interface WrittenBody {
  from: string
  to: string
  body: string
  /** One of those at hand; empty: none. */
  attached?: string
}

function attachments({ attached = '' }: WrittenBody): BuiltInAttachment[] {
  const known = builtInAttachments.find((each) => each === attached)
  if (attached !== '' && !known) throw new CannotDo('Non c’è niente di simile da allegare.')
  return known ? [known] : []
}

type Action = (script: Script, body: never) => unknown

/** POST /control/{name} with a JSON body; the answer is JSON. One entry for each method of the script interface. */
const actions: Readonly<Record<string, Action>> = {
  telephones: (script, body: Parameters<Script['addTelephone']>[0]) => script.addTelephone(body),
  dial: (script, body: { from: string; to: string } & Parameters<Script['dial']>[2]) => ({
    callSid: script.dial(body.from, body.to, body),
  }),
  answer: (script, body: { number: string; as?: 'human' | 'machine' }) => script.answer(body.number, body.as),
  'hang-up': (script, body: { number: string }) => script.hangUp(body.number),
  'let-ring': (script, body: { number: string }) => script.letRing(body.number),
  'run-out-time': (script, body: { number: string }) => script.runOutTime(body.number),
  press: (script, body: { number: string; keys: string }) => ({ heard: script.press(body.number, body.keys) }),
  say: (script, body: { number: string; words: string }) => ({ heard: script.say(body.number, body.words) }),
  'leave-message': (script, body: { number: string; seconds: number } & Parameters<Script['leaveMessage']>[2]) =>
    script.leaveMessage(body.number, body.seconds, body),
  'register-client': (script, body: { identity: string }) => ({ number: script.registerClient(body.identity) }),
  'unregister-client': (script, body: { identity: string }) => script.unregisterClient(body.identity),
  connect: (
    script,
    body: { identity: string; applicationSid: string; parameters?: Record<string, string> } & DialOptions,
  ) => ({ callSid: script.connect(body.identity, body.applicationSid, body.parameters, body) }),
  sms: (script, body: WrittenBody) => ({
    messageSid: script.sendSms(body.from, body.to, body.body, ...attachments(body)),
  }),
  whatsapp: (script, body: WrittenBody) => ({
    messageSid: script.sendWhatsApp(body.from, body.to, body.body, ...attachments(body)),
  }),
  'press-button': (script, body: { number: string; title: string; messageSid?: string }) => ({
    messageSid: script.pressButton(body.number, body.title, body.messageSid),
  }),
  'read-whatsapp': (script, body: { number: string }) => script.readWhatsApp(body.number),
  'close-whatsapp-window': (script, body: { number: string }) => script.closeWhatsAppWindow(body.number),
  'on-ring': (script, body: { number: string; behaviour: Parameters<Script['onRing']>[1] }) =>
    script.onRing(body.number, body.behaviour),
  'on-message': (script, body: { number: string; behaviour: Parameters<Script['onMessage']>[1] }) =>
    script.onMessage(body.number, body.behaviour),
  'webhook-faults': (script, body: Parameters<Script['webhookFault']>[0]) => script.webhookFault(body),
  'rest-faults': (script, body: Parameters<Script['restFault']>[0]) => script.restFault(body),
  settled: (script) => script.settled(),
  idle: (script) => script.idle(),
  reset: (script) => script.reset(),
}

/** GET /control/{name}, `?number=` where it is about one telephone. */
const views: Readonly<Record<string, (script: Script, number: string) => unknown>> = {
  heard: (script, number) => script.heard(number),
  transcript: (script, number) => script.transcript(number),
  inbox: (script, number) => script.inbox(number),
  phase: (script, number) => script.phase(number),
  situation: (script, number) => script.situation(number),
  'talking-with': (script, number) => script.talkingWith(number),
  incoming: (script, number) => script.incoming(number.replace(/^client:/, '')),
  calls: (script) => script.calls(),
  messages: (script) => script.messages(),
  errors: (script) => script.errors(),
}

export function controlRoutes(script: Script): Router {
  const routes = Router()
  routes.post('/:action', requireJson, express.json(), async (request, response) => {
    const action = actions[String(request.params.action)]
    if (!action) throw new CannotDo('Azione sconosciuta.')
    const body: unknown = request.body ?? {}
    requireTexts(body)
    response.json((await action(script, body as never)) ?? {})
  })
  routes.get('/:view', (request, response) => {
    const view = views[String(request.params.view)]
    if (!view) throw new CannotDo('Vista sconosciuta.')
    response.json(view(script, String(request.query.number ?? '')))
  })
  routes.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (error instanceof CannotDo) response.status(409).json({ error: error.message })
    else if (error instanceof SyntaxError) response.status(400).json({ error: 'Il corpo non è JSON.' })
    else next(error)
  })
  return routes
}

/** A page of another site can post a form here without being asked, but not JSON. */
function requireJson(request: Request, response: Response, next: NextFunction): void {
  if (request.is('application/json')) next()
  else response.status(415).json({ error: 'Serve un corpo JSON.' })
}

const textFields = [
  'number',
  'title',
  'from',
  'to',
  'keys',
  'words',
  'body',
  'label',
  'identity',
  'applicationSid',
  'attached',
]

function requireTexts(body: unknown): void {
  if (typeof body !== 'object' || body === null) throw new CannotDo('Serve un oggetto JSON.')
  for (const [name, value] of Object.entries(body)) {
    if (textFields.includes(name) && typeof value !== 'string') throw new CannotDo(`${name} non è un testo.`)
  }
}
