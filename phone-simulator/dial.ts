import { Interrupted } from './activity.ts'
import { tell } from './call-progress.ts'
import { dialConference } from './dial-conference.ts'
import { dialQueue } from './dial-queue.ts'
import { dialTelephones } from './dial-telephones.ts'
import { addressIn, goOn, type Outcome, type Run, sourceAt } from './run.ts'
import { type TwimlElement, TwimlError } from './twiml.ts'

/** The call speaks with somebody else, then goes on with the action, which is told how it went. */
export async function dial(run: Run, element: TwimlElement): Promise<Outcome> {
  const { attributes } = element
  const { exchange, call } = run
  const action = attributes.action ? addressIn(run, attributes.action, attributes.method) : undefined
  const parameters = await dialled(run, element)
  // The caller is gone: the action is told how it went and its answer is not followed.
  if (call.isOver && action) tell(exchange, call, action, parameters, 'dial action')
  if (run.signal.aborted) throw new Interrupted()
  if (!action) return goOn
  return { kind: 'document', source: sourceAt(run, action.url, action.method, parameters) }
}

function dialled(run: Run, element: TwimlElement): Promise<Record<string, string>> {
  const nouns = element.children.length > 0 ? element.children : [element]
  const alone = nouns.find(({ name }) => name === 'Conference' || name === 'Queue')
  if (alone && nouns.length > 1) {
    throw new TwimlError(alone.name === 'Conference' ? 13000 : 12200, `<${alone.name}> together with other nouns`)
  }
  if (alone?.name === 'Conference') return dialConference(run, element, alone)
  if (alone?.name === 'Queue') return dialQueue(run, element, alone)
  return dialTelephones(run, element, nouns)
}
