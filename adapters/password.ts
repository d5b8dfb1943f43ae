import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto'

interface Cost {
  N: number
  r: number
  p: number
}

/** OWASP's equivalents of 128 MB at once: 32 MB, three times over. */
const cost: Cost = { N: 2 ** 15, r: 8, p: 3 }
const KEY_BYTES = 32

const derive = (password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // The same word typed on two keyboards may be composed differently.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })

const written = (salt: Buffer, key: Buffer) =>
  ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return written(salt, await derive(password, salt, cost))
}

/** Without the letters and digits that are taken for each other when read aloud or copied by hand. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Twenty characters, three groups of six: as hard to guess as a key of 89 bits. */
export function newPassword(): string {
  const group = () => Array.from({ length: 6 }, () => READABLE[randomInt(READABLE.length)]).join('')
  return [group(), group(), group()].join('-')
}

/** Compared with when nobody has that e-mail, so that the answer takes as long as for somebody. No password gives this key. */
const nobody = written(Buffer.alloc(16), Buffer.alloc(KEY_BYTES))

export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = (hash ?? nobody).split('$')
  if (scheme !== 'scrypt' || !salt || !key) throw new Error('A password hash is not written as scrypt$N$r$p$salt$key')
  const expected = Buffer.from(key, 'base64url')
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
  return expected.length === actual.length && timingSafeEqual(expected, actual) && hash !== undefined
}
