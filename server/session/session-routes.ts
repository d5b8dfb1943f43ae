import type { Clock } from '../../adapters/clock.ts'
import { verifyPassword } from '../../adapters/password.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import { newSessionToken, sha256 } from '../../adapters/session-token.ts'
import type { SessionView, sessionEndpoints } from '../../contract/session.ts'
import { type SignedIn, visiblePoints } from '../../helpline/access/permissions.ts'
import { setPresence } from '../../helpline/access/set-presence.ts'
import { SESSION_HOURS, signIn } from '../../helpline/access/sign-in.ts'
import { signOut } from '../../helpline/access/sign-out.ts'
import { NotFound } from '../../helpline/errors.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { SESSION_COOKIE, sessionHashOf } from '../identity.ts'
import { HttpProblem } from '../problems.ts'
import type { Handlers } from '../routes.ts'

export interface SessionDoors {
  store: Store
  clock: Clock
  demo: boolean
  /** Whether people reach us over https. */
  secure: boolean
  /** Whether consoles ring and call by themselves here. */
  maySpeakInBrowser: boolean
}

export function sessionHandlers({
  store,
  clock,
  demo,
  secure,
  maySpeakInBrowser,
}: SessionDoors): Handlers<typeof sessionEndpoints> {
  const access = { ...store, hash: sha256, newToken: newSessionToken, verifyPassword, demo }
  const cookie = { httpOnly: true, sameSite: 'strict', path: '/', secure } as const

  return {
    readClock: ({ occasion }) => ({ now: occasion.now.toISOString(), real: clock.isReal, demo }),

    async signIn({ input, occasion, response }) {
      const result = await signIn(access, occasion, input.body)
      if (result.kind === 'tooMany') throw tooMany(result.retryAfterSeconds)
      if (result.kind === 'refused') throw new HttpProblem(401, { detail: 'E-mail o password non corrette.' })
      response.cookie(SESSION_COOKIE, result.token, { ...cookie, maxAge: SESSION_HOURS * 3_600_000 })
      return describe(store, result.who)
    },

    readSession: ({ who }) => describe(store, who),

    async signOut({ who, occasion, request, response }) {
      const tokenHash = sessionHashOf(request.headers.cookie)
      if (tokenHash) await signOut(store, occasion, { who, tokenHash })
      response.clearCookie(SESSION_COOKIE, cookie)
      return null
    },

    async listPresence({ who }) {
      const rows = await store.listPresence(visiblePoints(who))
      return rows.map(toPresenceView)
    },

    async setPresence({ input, who, occasion }) {
      const { listeningPointId } = await setPresence({ ...store, maySpeakInBrowser }, occasion, {
        who,
        choice: input.body,
      })
      const rows = await store.listPresence([listeningPointId])
      const own = rows.find((row) => row.operatorId === who.operatorId)
      if (!own) throw new NotFound('La presenza non c’è più.')
      return toPresenceView(own)
    },
  }
}

async function describe(store: Store, who: SignedIn): Promise<SessionView> {
  const [phone, listeningPoints] = await Promise.all([store.findOperatorPhone(who.operatorId), store.listPointsOf(who)])
  return {
    operator: {
      id: who.operatorId,
      name: who.name,
      email: who.email,
      role: who.role,
      phone: phone && formatPhone(phone),
    },
    listeningPoints,
  }
}

type PresenceRow = Awaited<ReturnType<Store['listPresence']>>[number]

const toPresenceView = ({ phoneE164, since, ...presence }: PresenceRow) => ({
  ...presence,
  phone: phoneE164 && formatPhone(phoneE164),
  since: since.toISOString(),
})

function tooMany(retryAfterSeconds: number): HttpProblem {
  const minutes = Math.ceil(retryAfterSeconds / 60)
  return new HttpProblem(429, {
    detail: `Troppi tentativi di accesso. Per sicurezza aspetti ${minutes === 1 ? 'un minuto' : `${minutes} minuti`} e riprovi con calma; se ha dimenticato la password, chieda al coordinatore.`,
    headers: { 'Retry-After': String(retryAfterSeconds) },
  })
}
