import { rmSync } from 'node:fs'
import path from 'node:path'
import { buildConsole } from '../launch/console-build.ts'
import { generateClient } from '../launch/prepare-database.ts'
import { programOf, projectFolder, runProgram } from '../launch/project.ts'

// Everything under dist/ that node runs in production, and the console the server hands out.
rmSync(path.join(projectFolder, 'dist'), { recursive: true, force: true })
await generateClient()
await runProgram('the compilation', programOf('typescript-7', 'bin/tsc'), ['-p', 'tsconfig.build.json'])
await buildConsole()
