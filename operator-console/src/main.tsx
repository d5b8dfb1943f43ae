// First: the contract's schemas are made when their files are read.
import './zod-setting.ts'
import '@fontsource/titillium-web/latin-400.css'
import '@fontsource/titillium-web/latin-600.css'
import '@fontsource/titillium-web/latin-700.css'
import './ui/tokens.css'
import './ui/base.css'
import './ui/ui.css'
import './frame/frame.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { setClockFromServer } from './clock.ts'
import { watchBackButton } from './leaving.tsx'
import { prepareSound } from './ring-tone.ts'
import { warnBeforeLeaving } from './unsaved.ts'

const CLOCK_CHECK_MS = 5 * 60_000

const readClock = () => void setClockFromServer().catch(() => undefined)
readClock()
setInterval(readClock, CLOCK_CHECK_MS)
prepareSound()
warnBeforeLeaving()
watchBackButton()

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
