const MOST = 8
const LONGEST_NAME = 32
const LONGEST_VALUE = 128

/** What a softphone that rings is told; undefined where it is more than Twilio lets through, in bytes. */
export function customParameters(given: readonly (readonly [string, string])[]): Record<string, string> | undefined {
  const isTooLong = ([name, value]: readonly [string, string]) =>
    Buffer.byteLength(name) > LONGEST_NAME || Buffer.byteLength(value) > LONGEST_VALUE
  return given.length > MOST || given.some(isTooLong) ? undefined : Object.fromEntries(given)
}
