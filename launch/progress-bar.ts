const WIDTH = 30
const whole = new Intl.NumberFormat('it-IT', { useGrouping: 'always' })

/** At a terminal a bar that grows in its line; into a file one line every tenth. */
export function progressBar(title: string, out: NodeJS.WriteStream = process.stdout) {
  let saidTenth = 0
  return {
    show(done: number, total: number): void {
      const share = total === 0 ? 1 : done / total
      const numbers = `${whole.format(done)} di ${whole.format(total)} (${Math.floor(share * 100)} %)`
      if (out.isTTY) {
        const filled = Math.round(share * WIDTH)
        out.write(`\r\u001b[K${title} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${numbers}`)
        return
      }
      const tenth = Math.floor(share * 10)
      if (tenth > saidTenth) out.write(`${title}: ${numbers}\n`)
      saidTenth = Math.max(saidTenth, tenth)
    },
    end: () => void (out.isTTY && out.write('\r\u001b[K')),
  }
}
