import { openSoftphone, openTwilioDevice, type Softphone } from '../../operator-console/src/softphone/softphone.ts'

// What runs in the browser of test/console/softphone.browser.test.ts: the console's door, and nothing else of the console.
export interface SoftphonePage {
  softphone: Softphone
  keysAsked: number
  /** Every line it has been, in order. */
  lines: string[]
}

const page: SoftphonePage = {
  keysAsked: 0,
  lines: [],
  softphone: openSoftphone({
    askKey: async () => {
      page.keysAsked += 1
      return `key-${page.keysAsked}`
    },
    openDevice: openTwilioDevice,
  }),
}
page.softphone.subscribe(() => {
  const { kind } = page.softphone.state().line
  if (page.lines.at(-1) !== kind) page.lines.push(kind)
})
Object.assign(window, { page })
