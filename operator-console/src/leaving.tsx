import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { type AroundNavHandler, Router, useLocation, useSearch } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'
import { paths } from './paths.ts'
import { Button } from './ui/button.tsx'
import { hasHeldBack, hasLosable, hasUnsent } from './unsaved.ts'

const words = {
  lost: {
    title: 'Quello che ha scritto non è ancora salvato',
    text: 'Se va via si perde.',
    leave: 'Vado via e lo perdo',
  },
  kept: {
    title: 'Qualcosa non è ancora salvato',
    text: 'Su questa pagina c’è qualcosa di scritto che non è stato salvato: lo dice l’avviso lì accanto. Se va via, lo ritrova tornando su questa pagina, finché non esce dal programma.',
    leave: 'Vado via lo stesso',
  },
  unsent: {
    title: 'Qualcosa non è ancora salvato',
    text: 'Se esce dal programma si perde, anche se lo ha scritto su un’altra pagina. Se manca il collegamento, lo aspetti: appena torna si salva da solo.',
    leave: 'Esco e lo perdo',
  },
  stay: 'Resto qui',
} as const

type Go = () => void
type About = 'lost' | 'kept' | 'unsent'
type Asked = { go: Go; about: About } | null

/** By going to another page. */
const whatIsLeft = (): About | null => (hasLosable() ? 'lost' : hasHeldBack() ? 'kept' : null)
/** By signing out. */
const whatIsThrownAway = (): About | null => (hasLosable() ? 'lost' : hasUnsent() ? 'unsent' : null)

/** Somebody is pressing something: what the program does by itself, such as a saved form that shows its result, is not asked about. */
const isPressed = (): boolean => window.event instanceof UIEvent || window.event?.type === 'submit'

const SigningOut = createContext<(go: Go) => void>((go) => go())
/** Does it at once, or after whoever would lose something by signing out has said that they want to. */
export const useSigningOut = (): ((go: Go) => void) => useContext(SigningOut)

let onBack: ((event: PopStateEvent) => void) | null = null

/** Called before anything is drawn: whoever listens first is heard first, and the router must not hear of what is not allowed. */
export function watchBackButton(): void {
  window.addEventListener('popstate', (event) => onBack?.(event))
}

/** The browser is at another page when it says so: first it is brought back to this one. */
function useBackButton(ask: (about: About, go: Go) => void): void {
  const [path] = useLocation()
  const search = useSearch()
  const state: unknown = useHistoryState()
  const isAllowed = useRef(false)
  useEffect(() => {
    onBack = (event) => {
      const about = whatIsLeft()
      const isElsewhere = window.location.pathname !== path
      if (isAllowed.current || !about || !isElsewhere) {
        isAllowed.current = false
        return
      }
      event.stopImmediatePropagation()
      window.history.pushState(state, '', search ? `${path}?${search}` : path)
      ask(about, () => {
        isAllowed.current = true
        window.history.back()
      })
    }
    return () => {
      onBack = null
    }
  }, [ask, path, search, state])
}

/** Whoever would leave behind what was not saved is told, and chooses. */
export function LeaveGuard({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>(null)
  const ask = useCallback((about: About, go: Go) => setAsked({ about, go }), [])
  const unless = useCallback(
    (about: About | null, go: Go) => {
      if (about) ask(about, go)
      else go()
    },
    [ask],
  )
  const signOut = useCallback((go: Go) => unless(whatIsThrownAway(), go), [unless])
  const around = useCallback<AroundNavHandler>(
    (navigate, to, options) => {
      const isElsewhere = to.split(/[?#]/)[0] !== window.location.pathname
      if (isElsewhere && to !== paths.signIn && isPressed()) unless(whatIsLeft(), () => navigate(to, options))
      else navigate(to, options)
    },
    [unless],
  )
  useBackButton(ask)
  const stay = () => setAsked(null)
  const said = words[asked?.about ?? 'kept']
  return (
    <Router aroundNav={around}>
      <SigningOut value={signOut}>{children}</SigningOut>
      <ModalOverlay isOpen={asked !== null} onOpenChange={stay} className="dialog-veil">
        <Modal>
          <Dialog className="dialog" role="alertdialog">
            <div className="stack">
              <Heading slot="title">{said.title}</Heading>
              <p>{said.text}</p>
              <div className="row">
                <Button kind="primary" onPress={stay}>
                  {words.stay}
                </Button>
                <Button
                  onPress={() => {
                    stay()
                    asked?.go()
                  }}
                >
                  {said.leave}
                </Button>
              </div>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </Router>
  )
}
