import http from 'node:http'
import https from 'node:https'

export interface WebhookAnswer {
  status: number
  contentType: string
  body: string
  /** The sound itself, where it is one; the body is then empty. */
  sound: Buffer | undefined
}

/** Why an attempt got no answer: `ct` no connection, `rt` no response in time. */
export class AttemptFailure extends Error {
  readonly during: 'ct' | 'rt'

  constructor(during: 'ct' | 'rt', message: string) {
    super(message)
    this.during = during
  }
}

export interface Attempt {
  url: string
  method: string
  headers: Record<string, string>
  body: string | undefined
  connectMilliseconds: number
  responseMilliseconds: number
}

const largestDocumentBytes = 64 * 1024
const largestSoundBytes = 40 * 1024 * 1024

/** One HTTP request, with separate limits for connecting and for answering, as the URL's fragment can set them. */
export function attempt(request: Attempt): Promise<WebhookAnswer> {
  return new Promise((resolve, reject) => {
    const transport = request.url.startsWith('https:') ? https : http
    let connected = false
    const outgoing = transport.request(request.url, { method: request.method, headers: request.headers, agent: false })
    const fail = (message: string) => {
      clearTimeout(timer)
      outgoing.destroy()
      reject(new AttemptFailure(connected ? 'rt' : 'ct', message))
    }
    let timer = setTimeout(() => fail('no connection in time'), request.connectMilliseconds)
    outgoing.on('socket', (socket) =>
      socket.once('connect', () => {
        connected = true
        clearTimeout(timer)
        timer = setTimeout(() => fail('no response in time'), request.responseMilliseconds)
      }),
    )
    outgoing.on('error', (error) => fail(error.message))
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = []
      const contentType = incoming.headers['content-type'] ?? ''
      const isSound = contentType.startsWith('audio/')
      const largestBytes = isSound ? largestSoundBytes : largestDocumentBytes
      let bytes = 0
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > largestBytes) fail(`the answer is larger than ${largestBytes / 1024} kB`)
        chunks.push(chunk)
      })
      incoming.on('error', (error) => fail(error.message))
      incoming.on('end', () => {
        clearTimeout(timer)
        const content = Buffer.concat(chunks)
        const status = incoming.statusCode ?? 0
        resolve({
          status,
          contentType,
          body: isSound ? '' : content.toString('utf8'),
          sound: isSound ? content : undefined,
        })
      })
    })
    outgoing.end(request.body)
  })
}
