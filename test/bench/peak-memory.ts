import { writeFileSync } from 'node:fs'

// Loaded before a measured program: says at its end how much memory it ever held.
process.on('exit', () => {
  const { PEAK_MEMORY_FILE: file } = process.env
  if (file) writeFileSync(file, String(process.resourceUsage().maxRSS * 1024))
})
