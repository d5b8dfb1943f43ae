/** Where Twilio keeps a file that came with a message. */
export interface MediaAddress {
  messageSid: string
  mediaSid: string
}

const host = /^api\.([\w-]+\.){0,2}twilio\.com$/
const path =
  /^\/2010-04-01\/Accounts\/AC[0-9a-fA-F]{32}\/Messages\/((?:SM|MM)[0-9a-fA-F]{32})\/Media\/(ME[0-9a-fA-F]{32})$/

/** Only the sids are taken from an address that was sent to us: what is asked is always the Twilio we know. */
export function mediaAddress(url: string): MediaAddress | null {
  if (!URL.canParse(url)) return null
  const { protocol, hostname, port, username, pathname } = new URL(url)
  if (protocol !== 'https:' || port !== '' || username !== '' || !host.test(hostname)) return null
  const [, messageSid, mediaSid] = path.exec(pathname) ?? []
  return messageSid && mediaSid ? { messageSid, mediaSid } : null
}
