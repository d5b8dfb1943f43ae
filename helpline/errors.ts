/** What went wrong in the helpline's own terms. `message` is Italian, shown to people: no names, no telephone numbers in it. */
export type DomainErrorCode = 'not-found' | 'conflict' | 'not-allowed' | 'invalid'

export abstract class DomainError extends Error {
  abstract readonly code: DomainErrorCode

  override get name(): string {
    return this.constructor.name
  }
}

export class NotFound extends DomainError {
  readonly code = 'not-found'
}

export class Conflict extends DomainError {
  readonly code = 'conflict'
}

export class NotAllowed extends DomainError {
  readonly code = 'not-allowed'
}

export class Invalid extends DomainError {
  readonly code = 'invalid'
  /** Field path -> Italian sentence. */
  readonly fields: Readonly<Record<string, string>>

  constructor(message: string, fields: Readonly<Record<string, string>> = {}) {
    super(message)
    this.fields = fields
  }
}
