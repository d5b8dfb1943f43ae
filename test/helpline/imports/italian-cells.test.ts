import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  readFiscalCode,
  readItalianDate,
  readItalianTime,
  readWholeNumber,
  readYesOrNo,
} from '../../../helpline/imports/italian-cells.ts'

describe('a cell people wrote', () => {
  it.each([
    ['12/3/2013', '2013-03-12'],
    ['12-03-2013', '2013-03-12'],
    ['12.3.2013', '2013-03-12'],
    ['12 marzo 2013', '2013-03-12'],
    ['1° gen. 2013', '2013-01-01'],
    ['12 Marzo 2013', '2013-03-12'],
    ['2013-03-12', '2013-03-12'],
    ['29/02/2012', '2012-02-29'],
    ['29/02/2013', undefined],
    ['31/04/2013', undefined],
    ['12/13/2013', undefined],
    ['0/1/2013', undefined],
    ['12/03/13', undefined],
    ['12 brumaio 2013', undefined],
    ['41345', undefined],
  ])('%s is the day %s', (text, day) => expect(readItalianDate(text)).toBe(day))

  it('reads back every day it could have been told', () => {
    const days = fc.date({ min: new Date('1901-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(days, (date) => {
        const iso = date.toISOString().slice(0, 10)
        const [year, month, day] = iso.split('-')
        return readItalianDate(`${Number(day)}/${Number(month)}/${year}`) === iso && readItalianDate(iso) === iso
      }),
    )
  })

  it.each([
    ['9', '09:00'],
    ['9.30', '09:30'],
    ['09:30', '09:30'],
    ['09:30:00', '09:30'],
    ['ore 9,30', '09:30'],
    ['23h59', '23:59'],
    ['24:00', undefined],
    ['9.75', undefined],
    ['mattina', undefined],
  ])('%s is the time %s', (text, time) => expect(readItalianTime(text)).toBe(time))

  it.each([
    ['1.250', 1250],
    ['1250', 1250],
    ['12,0', 12],
    ['0', 0],
    ['12,5', undefined],
    ['1.25', undefined],
    ['-3', undefined],
    ['9999999999', undefined],
  ])('%s is the number %s', (text, value) => expect(readWholeNumber(text)).toBe(value))

  it.each([
    ['SI', true],
    ['sì', true],
    ['X', true],
    ['No', false],
    ['0', false],
    ['forse', undefined],
  ])('%s is %s', (text, answer) => expect(readYesOrNo(text)).toBe(answer))

  it('takes a fiscal code whose last letter agrees with the others, in any case and spacing', () => {
    expect(readFiscalCode('rssmra 85t10 a562s')).toBe('RSSMRA85T10A562S')
    expect(readFiscalCode('RSSMRA85T10A562T')).toBeUndefined()
    expect(readFiscalCode('RSSMRA85')).toBeUndefined()
  })
})
