import { accessSync, constants } from 'node:fs'
import path from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

function findChromium(): string | undefined {
  const candidates = [
    process.env.CHROMIUM_PATH ?? '',
    ...(process.env.PATH ?? '').split(path.delimiter).flatMap((folder) => NAMES.map((name) => path.join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK)
      return candidate !== ''
    } catch {
      return false
    }
  })
}

/** undefined where there is none: browser tests then say so with `describe.skipIf(!chromiumPath)`. */
export const chromiumPath: string | undefined = findChromium()
