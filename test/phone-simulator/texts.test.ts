import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { segmentsOf } from '../../phone-simulator/message.ts'
import { account, aRig, centralino, elena, MessagingResponse, marco, offerContent, type Rig } from './small-helpline.ts'

let rig: Rig
beforeEach(async () => {
  rig = await aRig()
})
afterEach(() => rig.close())

function send(overrides: object = {}) {
  const statusCallback = `${rig.helpline.url}/sms-status`
  return rig.client.messages.create({
    to: marco,
    from: centralino,
    body: 'Accompagni Elena? SI o NO',
    statusCallback,
    ...overrides,
  })
}

const told = () => rig.helpline.at('/sms-status').map(({ MessageStatus }) => MessageStatus)

describe('texts', () => {
  it('go out, arrive, and tell every state but the first', async () => {
    const { sid, status } = await send()
    expect(status).toBe('queued')
    await rig.script.settled()
    expect(rig.script.inbox(marco)).toMatchObject([
      { direction: 'received', other: centralino, body: 'Accompagni Elena? SI o NO' },
    ])
    expect(told()).toEqual(['sent', 'delivered'])
    expect(rig.helpline.at('/sms-status')[0]).toMatchObject({
      MessageSid: sid,
      SmsSid: sid,
      To: marco,
      From: centralino,
    })
    expect(rig.helpline.received.every(({ isSigned }) => isSigned)).toBe(true)
    await expect(rig.client.messages(sid).fetch()).resolves.toMatchObject({ status: 'delivered', numSegments: '1' })
  })

  it('come in signed, and the answer’s <Message> goes back', async () => {
    rig.helpline.answer('/sms', () => {
      const response = new MessagingResponse()
      response.message('Grazie, à presto')
      return response.toString()
    })
    const sid = rig.script.sendSms(marco, '800 995 988', 'SI')
    await rig.script.settled()
    expect(rig.helpline.received).toMatchObject([{ path: '/sms', isSigned: true }])
    expect(rig.helpline.at('/sms')[0]).toMatchObject({
      MessageSid: sid,
      SmsMessageSid: sid,
      SmsSid: sid,
      From: marco,
      To: centralino,
      Body: 'SI',
      NumMedia: '0',
      NumSegments: '1',
    })
    expect(rig.script.inbox(marco).map(({ direction, body }) => [direction, body])).toEqual([
      ['sent', 'SI'],
      ['received', 'Grazie, à presto'],
    ])
    expect(await rig.client.messages.list({ from: marco })).toMatchObject([
      { direction: 'inbound', status: 'received' },
    ])
  })

  it('may not arrive', async () => {
    rig.script.onMessage(marco, { status: 'undelivered', errorCode: 30003 })
    await send()
    await rig.script.settled()
    expect(told()).toEqual(['sent', 'undelivered'])
    expect(rig.helpline.at('/sms-status')[1]).toMatchObject({ ErrorCode: '30003' })
    expect(rig.script.inbox(marco)).toEqual([])
  })

  it.each([
    [{ to: elena }, 21614],
    [{ to: '+3903721' }, 21614],
    [{ to: '+39' }, 21211],
    [{ to: 'Marco' }, 21211],
    [{ body: '' }, 21602],
    [{ body: 'a'.repeat(1601) }, 21617],
    [{ from: '' }, 21603],
    [{ from: marco }, 21606],
    [{ statusCallback: 'nowhere' }, 21609],
  ])('are refused with %o: %i', async (wrong, code) => {
    await expect(send(wrong)).rejects.toMatchObject({ status: 400, code })
    expect(rig.script.messages()).toEqual([])
  })

  it('stop after STOP and start again after START; no Italian word does that', async () => {
    rig.script.sendSms(marco, centralino, 'ANNULLA')
    await rig.script.settled()
    await send()
    rig.script.sendSms(marco, centralino, 'stop')
    await expect(send()).rejects.toMatchObject({ code: 21610 })
    rig.script.sendSms(marco, centralino, 'START')
    await expect(send()).resolves.toMatchObject({ status: 'queued' })
    await rig.script.settled()
    expect(rig.helpline.at('/sms').map(({ Body }) => Body)).toEqual(['ANNULLA', 'stop', 'START'])
  })

  it('are not written from a landline', () => {
    expect(() => rig.script.sendSms(elena, centralino, 'SI')).toThrow(/fisso/)
  })

  it.each([
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['è'.repeat(160), 1],
    ['€'.repeat(81), 2],
    ['’'.repeat(70), 1],
    ['’'.repeat(71), 2],
  ])('count their segments (%#)', (body, segments) => {
    expect(segmentsOf(body)).toBe(segments)
  })
})

describe('WhatsApp', () => {
  const onWhatsApp = { from: `whatsapp:${centralino}`, to: `whatsapp:${marco}` }
  const words = JSON.stringify({ 1: 'Elena', 2: '4821' })
  const template = { ...onWhatsApp, body: undefined, contentSid: offerContent, contentVariables: words }
  const errorCodes = () => rig.helpline.at('/sms-status').flatMap(({ ErrorCode }) => ErrorCode ?? [])

  it('refuses free text to who has not written for a day, after taking it', async () => {
    expect((await send(onWhatsApp)).status).toBe('queued')
    await rig.script.settled()
    expect([told(), errorCodes()]).toEqual([['failed'], ['63016']])
    expect(rig.script.inbox(marco)).toEqual([])
    rig.script.sendWhatsApp(marco, centralino, 'Buongiorno')
    await send(onWhatsApp)
    await rig.script.settled()
    expect(told()).toEqual(['failed', 'sent', 'delivered'])
    expect(rig.script.inbox(marco)).toMatchObject([
      { channel: 'whatsapp', direction: 'sent', body: 'Buongiorno' },
      { channel: 'whatsapp', direction: 'received', other: centralino, body: 'Accompagni Elena? SI o NO' },
    ])
    rig.script.closeWhatsAppWindow(marco)
    await send(onWhatsApp)
    await rig.script.settled()
    expect(errorCodes()).toEqual(['63016', '63016'])
  })

  it('takes an approved template at any time, with its words and its buttons, and tells that it was read', async () => {
    const { sid } = await send(template)
    await rig.script.settled()
    expect(rig.script.inbox(marco)).toMatchObject([
      {
        body: 'Accompagni Elena? SI o NO',
        buttons: [
          { title: 'Sì, ci vado', payload: 'SI 4821' },
          { title: 'La mia pagina', url: 'https://helpline.example/4821' },
        ],
      },
    ])
    rig.script.readWhatsApp(marco)
    rig.script.readWhatsApp(marco)
    await rig.script.settled()
    expect(told()).toEqual(['sent', 'delivered', 'read'])
    expect(rig.helpline.at('/sms-status')[0]).toMatchObject({
      MessageSid: sid,
      To: onWhatsApp.to,
      From: onWhatsApp.from,
    })
    rig.script.pressButton(marco, 'Sì, ci vado')
    await rig.script.settled()
    expect(rig.helpline.at('/sms')).toMatchObject([
      {
        From: onWhatsApp.to,
        To: onWhatsApp.from,
        Body: 'Sì, ci vado',
        ButtonText: 'Sì, ci vado',
        ButtonPayload: 'SI 4821',
        OriginalRepliedMessageSid: sid,
        ProfileName: 'Marco Bianchi',
        WaId: marco.slice(1),
      },
    ])
    expect(() => rig.script.pressButton(marco, 'La mia pagina')).toThrow(/bottone/)
  })

  it('answers on WhatsApp what came by WhatsApp', async () => {
    rig.helpline.answer('/sms', () => '<Response><Message>Grazie</Message></Response>')
    rig.script.sendWhatsApp(marco, '800 995 988', 'SI')
    await rig.script.settled()
    expect(rig.script.inbox(marco).at(-1)).toMatchObject({ channel: 'whatsapp', direction: 'received', body: 'Grazie' })
  })

  it('does not reach a telephone without it', async () => {
    await send({ ...template, to: `whatsapp:${elena}` })
    await rig.script.settled()
    expect([told(), errorCodes()]).toEqual([['sent', 'undelivered'], ['63024']])
    expect(() => rig.script.sendWhatsApp(elena, centralino, 'SI')).toThrow(/WhatsApp/)
  })

  it.each([
    [{ contentSid: `HX${'6'.repeat(32)}` }, 21655],
    [{ contentVariables: '{"1": "Elena"}' }, 21656],
    [{ contentVariables: '{"1": "Elena\\nRossi", "2": "4821"}' }, 21656],
    [{ contentVariables: 'Elena' }, 21656],
    [{ contentSid: undefined, body: 'Ciao' }, 21654],
    [{ from: centralino }, 21910],
    [{ from: `whatsapp:${marco}` }, 63007],
  ])('refuses %o: %i', async (wrong, code) => {
    await expect(send({ ...template, ...wrong })).rejects.toMatchObject({ status: 400, code })
    expect(rig.script.messages()).toEqual([])
  })
})

describe('a photo or a voice note', () => {
  const credentials = `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`
  const ask = (url: string, headers: Record<string, string> = { authorization: credentials }) =>
    fetch(url.replace('https://api.twilio.com', rig.address), { headers, redirect: 'manual' })

  it('comes with a message, on either channel, and with no words where nobody wrote any', async () => {
    const sms = rig.script.sendSms(marco, centralino, 'Ecco la ricetta', 'picture')
    rig.script.sendWhatsApp(marco, centralino, '', 'voiceNote', 'picture')
    await rig.script.settled()
    expect(sms).toMatch(/^MM/)
    expect(rig.helpline.received.every(({ isSigned }) => isSigned)).toBe(true)
    expect(rig.helpline.at('/sms')).toMatchObject([
      { Body: 'Ecco la ricetta', MessageSid: sms, NumMedia: '1', MediaContentType0: 'image/png' },
      { Body: '', NumMedia: '2', MediaContentType0: 'audio/mpeg', MediaContentType1: 'image/png' },
    ])
    expect(rig.script.inbox(marco).map(({ attached }) => attached)).toEqual([
      ['image/png'],
      ['audio/mpeg', 'image/png'],
    ])
    expect((await rig.client.messages(sms).fetch()).numMedia).toBe('1')
    expect(() => rig.script.sendSms(marco, centralino, '')).toThrow(/vuoto/)
  })

  it('is behind the account’s credentials, and elsewhere', async () => {
    rig.script.sendSms(marco, centralino, '', 'picture')
    await rig.script.settled()
    const { MediaUrl0 = '' } = rig.helpline.at('/sms')[0] ?? {}
    expect((await ask(MediaUrl0, {})).status).toBe(401)
    const sentOn = await ask(MediaUrl0)
    expect(sentOn.status).toBe(307)
    const file = await ask(`${rig.address}${sentOn.headers.get('location')}`, {})
    expect(file.headers.get('content-type')).toBe('image/png')
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    expect((await ask(`${rig.address}/media/altro`, {})).status).toBe(404)
  })

  it('is there until it is deleted', async () => {
    const sid = rig.script.sendWhatsApp(marco, centralino, '', 'picture', 'voiceNote')
    await rig.script.settled()
    const listed = () => rig.client.messages(sid).media.list()
    const [picture] = await listed()
    expect(picture).toMatchObject({ contentType: 'image/png', parentSid: sid })
    const remove = () =>
      rig.client
        .messages(sid)
        .media(picture?.sid ?? '')
        .remove()
    expect(await remove()).toBe(true)
    expect((await listed()).map(({ contentType }) => contentType)).toEqual(['audio/mpeg'])
    await expect(remove()).rejects.toMatchObject({ status: 404 })
    const { MediaUrl0 = '', MediaUrl1 = '' } = rig.helpline.at('/sms')[0] ?? {}
    expect([(await ask(MediaUrl0)).status, (await ask(MediaUrl1)).status]).toEqual([404, 307])
  })
})
