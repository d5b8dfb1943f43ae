import type { Call } from './call.ts'
import { endCall } from './call-progress.ts'
import type { Exchange } from './exchange.ts'
import { CannotDo, comeIn, type DialOptions } from './inbound-call.ts'
import { clientAddress } from './numbers.ts'
import { Telephone } from './telephone.ts'

/** What the browser is told of the call that rings. */
export interface IncomingToSoftphone {
  callSid: string
  from: string
  to: string
  /** What the <Client>'s <Parameter>s say. */
  customParameters: Readonly<Record<string, string>>
}

/** A browser signs in: from now on <Dial><Client> reaches it. Its telephone is `client:{identity}`. */
export function registerClient(exchange: Exchange, identity: string): Telephone {
  const address = clientAddress(identity)
  if (!address) throw new CannotDo('Il nome del telefono nel browser non è valido.')
  const existing = exchange.telephones.get(address)
  if (existing) return existing
  const softphone = new Telephone(address, identity, 'client')
  exchange.telephones.set(address, softphone)
  exchange.changed()
  return softphone
}

/** The browser goes away: what rings there stops ringing, and its call ends. */
export function unregisterClient(exchange: Exchange, identity: string): void {
  const address = clientAddress(identity) ?? ''
  const line = exchange.telephones.get(address)?.line
  const call = line && exchange.calls.get(line.callSid)
  if (line?.phase === 'ringing') line.refuse()
  else if (call) endCall(exchange, call)
  exchange.telephones.delete(address)
  exchange.changed()
}

/** A browser calls through a TwiML application; the parameters it gives go with the first request. */
export function connectClient(
  exchange: Exchange,
  identity: string,
  applicationSid: string,
  parameters: Record<string, string> = {},
  options?: DialOptions,
): Call {
  const softphone = exchange.telephones.get(clientAddress(identity) ?? '')
  if (!softphone) throw new CannotDo('Il telefono nel browser non è collegato.')
  if (softphone.line) throw new CannotDo('Il telefono è occupato.')
  const application = exchange.applications.get(applicationSid)
  if (!application) throw new CannotDo('L’applicazione non esiste.')
  const { To = '', ...others } = parameters
  const call = { from: softphone.number, to: To, dialled: To, addresses: application }
  return comeIn(exchange, softphone, { ...call, parameters: { ...others, ApplicationSid: applicationSid } }, options)
}
