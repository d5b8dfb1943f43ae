import { describe, expect, it } from 'vitest'
import { FileRefused, readHeader } from '../../../helpline/imports/header-reading.ts'
import type { ImportColumn } from '../../../helpline/imports/import-column.ts'
import { importColumns } from '../../../helpline/imports/import-columns.ts'
import { importKinds } from '../../../helpline/imports/import-kinds.ts'
import { plainName } from '../../../helpline/imports/plain-name.ts'

const refusal = (cells: string[]): string => {
  try {
    readHeader(cells)
  } catch (error) {
    if (error instanceof FileRefused) return error.message
    throw error
  }
  throw new Error('This header was taken')
}

describe('the header of a file', () => {
  it.each(importKinds)('of kind %s is known by all its columns, or by those that are required', (kind) => {
    const columns: readonly ImportColumn[] = importColumns[kind]
    expect(readHeader(columns.map(({ title }) => title)).kind).toBe(kind)
    expect(readHeader(columns.filter(({ required }) => required).map(({ title }) => title)).kind).toBe(kind)
  })

  it('forgives case, accents, apostrophes, spacing and order', () => {
    const { kind, columns } = readHeader(["PUNTO D'ASCOLTO", ' data ', 'provenienza', 'DIREZIONE', 'Codice  Contatto'])
    expect(kind).toBe('contact')
    expect(columns.map(({ key }) => key)).toEqual(['point', 'day', 'provenance', 'direction', 'code'])
  })

  it('says which columns it does not know, which are missing and which stand twice', () => {
    expect(refusal(['Codice persona', 'Nome', 'Cognome', 'Colore preferito'])).toContain('«Colore preferito»')
    expect(refusal(['Codice persona', 'Cognome'])).toContain('«Nome»')
    expect(refusal(['Codice persona', 'Nome', 'Cognome', 'CF', 'Codice fiscale'])).toContain('«Codice fiscale»')
    expect(refusal(['Rosa', 'Bianchi', '1941'])).not.toContain('Bianchi')
  })

  it.each(importKinds)('of kind %s has no word for two columns', (kind) => {
    const columns: readonly ImportColumn[] = importColumns[kind]
    const words = columns.flatMap(({ title, aliases = [] }) => [title, ...aliases].map(plainName))
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([])
  })
})
