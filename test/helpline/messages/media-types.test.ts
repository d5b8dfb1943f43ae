import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mediaAddress } from '../../../helpline/messages/media/media-address.ts'
import { keptType, mediaKindOf, mediaTypes, typeOfBytes } from '../../../helpline/messages/media/media-types.ts'

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))

describe('what a file is', () => {
  it.each([
    ['\xff\xd8\xff\xe0\x00\x10JFIF', 'image/jpeg'],
    ['\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR', 'image/png'],
    ['RIFF\x24\x00\x00\x00WEBPVP8 ', 'image/webp'],
    ['RIFF\x24\x00\x00\x00WAVEfmt ', null],
    ['OggS\x00\x02', 'audio/ogg'],
    ['ID3\x04\x00', 'audio/mpeg'],
    ['\xff\xfb\x90\x64', 'audio/mpeg'],
    ['\xff\xf3\x18\xc4', 'audio/mpeg'],
    ['\xff\xf1\x50\x80', null],
    ['#!AMR\n\x3c', 'audio/amr'],
    ['#!AMR-WB\n', 'audio/amr'],
    ['\x00\x00\x00\x1cftypM4A \x00', 'audio/mp4'],
    ['\x00\x00\x00\x18ftyp3gp4\x00', 'audio/mp4'],
    ['\x00\x00\x00\x18ftypheic\x00', null],
    ['%PDF-1.7\n', 'application/pdf'],
    ['<!doctype html>', null],
    ['<svg xmlns="http', null],
    ['GIF89a', null],
    ['PK\x03\x04', null],
    ['MZ', null],
    ['', null],
  ])('%j is %s', (start, type) => {
    expect(typeOfBytes(bytes(start))).toBe(type)
  })

  it('is never a page or a drawing that could act', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (rest) => {
        expect(typeOfBytes(bytes(`<${rest}`))).toBeNull()
      }),
    )
  })

  it.each([
    ['image/jpeg', 'image/jpeg', 'image'],
    ['IMAGE/JPG', 'image/jpeg', 'image'],
    ['audio/ogg; codecs=opus', 'audio/ogg', 'audio'],
    ['audio/x-m4a', 'audio/mp4', 'audio'],
    ['application/pdf', 'application/pdf', 'document'],
    ['image/svg+xml', null, 'other'],
    ['image/gif', null, 'other'],
    ['text/html', null, 'other'],
    ['video/mp4', null, 'other'],
    ['text/vcard', null, 'other'],
    ['', null, 'other'],
  ])('%s is taken as %s', (written, type, kind) => {
    expect([keptType(written), mediaKindOf(written)]).toEqual([type, kind])
  })

  it('has one name for each type that is kept', () => {
    expect(mediaTypes.map(keptType)).toEqual([...mediaTypes])
  })
})

describe('where a file is', () => {
  const [account, message, media] = [`AC${'a'.repeat(32)}`, `MM${'b'.repeat(32)}`, `ME${'c'.repeat(32)}`]
  const path = `/2010-04-01/Accounts/${account}/Messages/${message}/Media/${media}`

  it.each([`https://api.twilio.com${path}`, `https://api.dublin.ie1.twilio.com${path}`])('at %s', (url) => {
    expect(mediaAddress(url)).toEqual({ messageSid: message, mediaSid: media })
  })

  it.each([
    `http://api.twilio.com${path}`,
    `https://api.twilio.com:8443${path}`,
    `https://169.254.169.254${path}`,
    `https://api.twilio.com.example.org${path}`,
    `https://api.twilio.com@example.org${path}`,
    `https://user@api.twilio.com${path}`,
    `https://example.org/?${path}`,
    `https://api.twilio.com${path}/../../..`,
    `https://api.twilio.com/2010-04-01/Accounts/${account}/Calls.json`,
    'file:///etc/passwd',
    '',
  ])('is not believed of %s', (url) => {
    expect(mediaAddress(url)).toBeNull()
  })
})
