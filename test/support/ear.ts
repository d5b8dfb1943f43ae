import type { Page } from 'playwright-core'

declare global {
  var ears: AnalyserNode[] | undefined
}

/** Runs in the page before its own script: whatever goes to the loudspeaker is heard by an analyser too. */
function putEars(): void {
  const connect = AudioNode.prototype.connect as (
    this: AudioNode,
    to: AudioNode | AudioParam,
    ...rest: number[]
  ) => AudioNode
  AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode | AudioParam, ...rest: number[]) {
    if (to instanceof AudioDestinationNode) {
      const ear = this.context.createAnalyser()
      connect.call(this, ear)
      globalThis.ears ??= []
      globalThis.ears.push(ear)
    }
    return connect.call(this, to, ...rest)
  } as typeof AudioNode.prototype.connect
}

/** The loudest that comes out of the page's loudspeaker in so many milliseconds; 1 is all there is. */
async function listen(milliseconds: number): Promise<number> {
  const until = performance.now() + milliseconds
  let loudest = 0
  while (performance.now() < until) {
    for (const ear of globalThis.ears ?? []) {
      const wave = new Float32Array(ear.fftSize)
      ear.getFloatTimeDomainData(wave)
      for (const value of wave) loudest = Math.max(loudest, Math.abs(value))
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return loudest
}

export async function listenTo(page: Page): Promise<{ loudestIn(milliseconds: number): Promise<number> }> {
  await page.addInitScript(putEars)
  return { loudestIn: (milliseconds) => page.evaluate(listen, milliseconds) }
}
