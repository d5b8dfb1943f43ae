/** Thrown in the place of a request that would have reached somebody it must not. */
export class NumberNotAllowed extends Error {
  constructor() {
    super('Outside production this number is neither rung nor written to: it is not among FILO_ALLOWED_NUMBERS')
  }
}

/** Whole numbers, or beginnings that end with an asterisk; undefined: any number. Softphones ring in the house. */
export function isAllowed(allowed: readonly string[] | undefined, address: string): boolean {
  if (allowed === undefined || address.startsWith('client:')) return true
  const number = address.replace(/^whatsapp:/, '')
  return allowed.some((each) => (each.endsWith('*') ? number.startsWith(each.slice(0, -1)) : number === each))
}

const dialled = /<Number[^>]*>([^<]*)<\/Number>/g
const emptyDial = /<Dial[^>]*><\/Dial>/g
const NOT_FROM_HERE =
  '<Say language="it-IT">Questa è una prova: da qui questo numero non si può chiamare.</Say><Hangup/>'

/** Of a message that is answered in the same breath: whoever wrote hears nothing. */
const message = /<Message\b[\s\S]*<\/Message>/

/**
 * The same document with the telephones it may ring. Where none is left it says so and ends, which is louder than a line that
 * nobody answers; `onRefused` hears each number.
 */
export function allowedTwiml(
  twiml: string,
  {
    allowed,
    from,
    onRefused,
  }: { allowed: readonly string[] | undefined; from: unknown; onRefused(e164: string): void },
): string {
  if (allowed === undefined) return twiml
  if (message.test(twiml)) {
    if (isAllowed(allowed, String(from))) return twiml
    onRefused(String(from))
    return twiml.replace(message, '')
  }
  const kept = twiml.replaceAll(dialled, (noun, number: string) => {
    if (isAllowed(allowed, number.trim())) return noun
    onRefused(number.trim())
    return ''
  })
  return kept.replaceAll(emptyDial, NOT_FROM_HERE)
}
