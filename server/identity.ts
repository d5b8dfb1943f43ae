import { sha256 } from '../adapters/session-token.ts'
import type { SignedIn } from '../helpline/access/permissions.ts'

export const SESSION_COOKIE = 'filo_session'

interface SessionReads {
  findLiveSessions(tokenHashes: string[], now: Date): Promise<{ tokenHash: string; who: SignedIn; isDemo: boolean }[]>
}

/** The token the cookies carry, hashed as it is stored. */
export function sessionHashOf(cookies: string | undefined): string | undefined {
  const pair = cookies?.split(';').find((cookie) => cookie.trim().startsWith(`${SESSION_COOKIE}=`))
  const token = pair?.slice(pair.indexOf('=') + 1).trim()
  return token && /^[\w-]{43}$/.test(token) ? sha256(token) : undefined
}

/** Who is behind each session that still counts; a demo account counts only in a demo. */
export async function identifySessions(
  reads: SessionReads,
  tokenHashes: string[],
  now: Date,
  demo: boolean,
): Promise<Map<string, SignedIn>> {
  const found = tokenHashes.length > 0 ? await reads.findLiveSessions(tokenHashes, now) : []
  return new Map(found.filter((session) => demo || !session.isDemo).map(({ tokenHash, who }) => [tokenHash, who]))
}
