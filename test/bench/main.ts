import { generateClient } from '../../launch/prepare-database.ts'

await generateClient()
// Not before: the lines speak through the generated client.
await import('./run-lines.ts')
