import { type ReactNode, useCallback, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { type AroundNavHandler, Router } from 'wouter'
import { paths } from './paths.ts'
import { Button } from './ui/button.tsx'
import { hasHeldBack } from './unsaved.ts'

const words = {
  title: 'Qualcosa non è ancora salvato',
  text: 'Su questa pagina c’è qualcosa di scritto che non è stato salvato: lo dice l’avviso lì accanto. Se va via, lo ritrova tornando su questa pagina, finché non esce dal programma.',
  stay: 'Resto qui',
  leave: 'Vado via lo stesso',
} as const

/** Whoever would leave behind what was not saved is told, and chooses; what they leave is kept. */
export function LeaveGuard({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState<(() => void) | null>(null)
  const ask = useCallback<AroundNavHandler>((navigate, to, options) => {
    const isElsewhere = to.split(/[?#]/)[0] !== window.location.pathname
    if (isElsewhere && to !== paths.signIn && hasHeldBack()) setWanted(() => () => navigate(to, options))
    else navigate(to, options)
  }, [])
  const stay = () => setWanted(null)
  return (
    <Router aroundNav={ask}>
      {children}
      <ModalOverlay isOpen={wanted !== null} onOpenChange={stay} className="dialog-veil">
        <Modal>
          <Dialog className="dialog" role="alertdialog">
            <div className="stack">
              <Heading slot="title">{words.title}</Heading>
              <p>{words.text}</p>
              <div className="row">
                <Button kind="primary" onPress={stay}>
                  {words.stay}
                </Button>
                <Button
                  onPress={() => {
                    stay()
                    wanted?.()
                  }}
                >
                  {words.leave}
                </Button>
              </div>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </Router>
  )
}
