import { describe, expect, it } from 'vitest'
import { hashPassword, verifyPassword } from '../../adapters/password.ts'

describe('a password', () => {
  it('is known again by its hash alone, written differently each time', async () => {
    const [hash, again] = await Promise.all([hashPassword('perché no'), hashPassword('perché no')])
    expect(hash).toMatch(/^scrypt\$32768\$8\$3\$/)
    expect(hash).not.toBe(again)
    expect(await verifyPassword('perché no', hash)).toBe(true)
    expect(await verifyPassword('perché si', hash)).toBe(false)
    // The accent as a character of its own, as some keyboards write it.
    expect(await verifyPassword('perche\u0301 no', hash)).toBe(true)
  })

  it('takes as long to refuse when nobody has that e-mail', async () => {
    const hash = await hashPassword('giusta')
    const took = async (known: string | undefined) => {
      const startedAt = performance.now()
      expect(await verifyPassword('sbagliata', known)).toBe(false)
      return performance.now() - startedAt
    }
    await took(hash)
    const known: number[] = []
    const unknown: number[] = []
    // A machine with something else to do lengthens some, not all.
    for (let turn = 0; turn < 5; turn++) {
      known.push(await took(hash))
      unknown.push(await took(undefined))
    }
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 4)
  })

  it('is not compared with something that is no hash', async () => {
    await expect(verifyPassword('x', 'md5$abc')).rejects.toThrow()
  })
})
