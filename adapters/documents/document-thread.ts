import { parentPort, workerData } from 'node:worker_threads'
import { type DocumentOrder, printDocument } from './document-printing.ts'

// Entry of the thread that export-documents.ts starts.
const printed = new Uint8Array(await printDocument(workerData as DocumentOrder))
parentPort?.postMessage(printed, [printed.buffer])
