import { createContext, type ReactNode, useContext } from 'react'
import type { SessionView } from '../../contract/session.ts'
import { may, type Permission } from '../../helpline/access/permissions.ts'

const SessionContext = createContext<SessionView | null>(null)

export function SessionProvider({ session, children }: { session: SessionView; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

export function useSession(): SessionView {
  const session = useContext(SessionContext)
  if (!session) throw new Error('There is no session here: this page belongs inside the frame.')
  return session
}

export const useMay = (permission: Permission): boolean => may(useSession().operator, permission)
