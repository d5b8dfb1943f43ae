import { splitPageSentence } from '../dispatch/offers/page-link.ts'
import { numeroVerde } from '../territory/numero-verde.ts'
import { pleaseWriteText } from './conversations/conversation-texts.ts'

export interface WhatsAppButton {
  title: string
  /** What comes back when it is pressed; it may hold the words of the message. */
  payload: string
}

/** What WhatsApp approves beforehand, to be written to whoever has not written for a day: the same words as by SMS. */
export interface WhatsAppTemplate {
  name: string
  body: string
  /** One for each word left open, as the approval asks for. */
  samples: readonly string[]
  buttons?: readonly WhatsAppButton[]
  /** A button that opens the personal page: the last of the open words is the end of its address. */
  pageButton?: string
}

const onDay = 'mercoledì 25 novembre alle 09:00'
const ride = `${onDay}, Teresa Galli, da via Palestro 14, Cremona a Ospedale Maggiore, Cremona`
const comes = 'Mercoledì 25 novembre alle 09:00 passa a prenderla Bruno, di Auser.'
const page = { pageButton: 'I miei servizi' } as const

export const whatsAppTemplates = [
  {
    name: 'filo_offerta',
    body: 'Auser: {{1}} Risponda SI {{2}} oppure NO {{2}}. Grazie!',
    samples: [`può accompagnare in auto una persona ${onDay} da Cremona a Ospedale Maggiore, Cremona?`, '4821'],
    buttons: [
      { title: 'Sì, ci vado', payload: 'SI {{2}}' },
      { title: 'No, non posso', payload: 'NO {{2}}' },
    ],
  },
  { name: 'filo_servizio_suo', body: 'Grazie, il servizio è suo: {{1}}.', samples: [ride] },
  {
    name: 'filo_servizio_cambiato',
    body: `Auser: il servizio è cambiato, ora è così: {{1}} Se non può, ci chiami: ${numeroVerde}.`,
    samples: [`${ride}.`],
  },
  {
    name: 'filo_promemoria',
    body: `Auser le ricorda: {{1}}. Se non può più, ci chiami: ${numeroVerde}.`,
    samples: [ride],
    ...page,
  },
  {
    name: 'filo_non_serve_piu',
    body: 'Auser: per il servizio di {{1}} non serve più andare, ci pensa qualcun altro. Grazie!',
    samples: [`${onDay} con Teresa Galli`],
  },
  {
    name: 'filo_passato',
    body: 'Auser: al servizio di {{1}} pensa qualcun altro. Non serve più andare. Grazie!',
    samples: [`${onDay} con Teresa Galli`],
  },
  {
    name: 'filo_annullato',
    body: 'Auser: il servizio di {{1}} è annullato. Non serve più andare. Grazie!',
    samples: [`${onDay} con Teresa Galli`],
  },
  {
    name: 'filo_ritorno_suo',
    body: 'Auser: grazie, il ritorno di {{1}} è suo. La avvisiamo quando è ora, di solito entro le {{2}}.',
    samples: ['mercoledì 25 novembre con Teresa Galli', '12:30'],
  },
  {
    name: 'filo_ritorno_passato',
    body: 'Auser: al ritorno di {{1}} pensa qualcun altro. Non serve più tenersi liberi. Grazie!',
    samples: ['mercoledì 25 novembre con Teresa Galli'],
  },
  {
    name: 'filo_ritorno_non_serve',
    body: 'Auser: per il ritorno di {{1}} non serve più tenersi liberi. Grazie!',
    samples: ['mercoledì 25 novembre con Teresa Galli'],
  },
  {
    name: 'filo_chilometri',
    body: "Auser: com'è andato il servizio di {{1}}? Scriva FATTO {{2}} e i chilometri, per esempio FATTO {{2}} 35.",
    samples: [onDay, '4821'],
    ...page,
  },
  {
    name: 'filo_tutto_fatto',
    body: "Auser: com'è andato il servizio di {{1}}? Se è tutto fatto scriva FATTO {{2}}.",
    samples: [onDay, '4821'],
    ...page,
  },
  {
    name: 'filo_pagina',
    body: 'Auser: ecco il nuovo collegamento alla sua pagina, quello di prima non vale più.',
    samples: [],
    ...page,
  },
  {
    name: 'filo_annullato_persona',
    body: `Buongiorno, è Auser. Il {{1}} purtroppo non si può fare. Per qualsiasi cosa chiami il Numero Verde ${numeroVerde}.`,
    samples: [`servizio di ${onDay}`],
  },
  {
    name: 'filo_disdetto_persona',
    body: `Buongiorno, è Auser. Il {{1}} è annullato. Per qualsiasi cosa chiami il Numero Verde ${numeroVerde}.`,
    samples: [`servizio di ${onDay}`],
  },
  {
    name: 'filo_cerchiamo_persona',
    body: `Buongiorno, è Auser. Per il {{1}} chi doveva venire non può più: stiamo cercando un'altra persona e glielo facciamo sapere. Numero Verde ${numeroVerde}.`,
    samples: [`servizio di ${onDay}`],
  },
  {
    name: 'filo_promemoria_persona',
    body: `Buongiorno, è Auser. Le ricordiamo: {{1}} Se non può più, ci chiami: Numero Verde ${numeroVerde}.`,
    samples: [comes],
  },
  {
    name: 'filo_chi_viene',
    body: `Buongiorno, è Auser. {{1}} Se cambia qualcosa chiami il Numero Verde ${numeroVerde}.`,
    samples: [comes],
  },
  { name: 'filo_ci_scriva', body: pleaseWriteText, samples: [] },
] as const satisfies readonly WhatsAppTemplate[]

export type WhatsAppTemplateName = (typeof whatsAppTemplates)[number]['name']
export const whatsAppTemplateNames = whatsAppTemplates.map(({ name }) => name)

/** A template and the words put into it, '1' first. */
export interface TemplateWords {
  template: WhatsAppTemplateName
  variables: Readonly<Record<string, string>>
}

const plain = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

function pattern(body: string): RegExp {
  const seen = new Set<string>()
  const source = body.split(/\{\{(\d)\}\}/).map((part, index) => {
    if (index % 2 === 0) return plain(part)
    if (seen.has(part)) return `\\k<v${part}>`
    seen.add(part)
    return `(?<v${part}>.+)`
  })
  return new RegExp(`^${source.join('')}$`, 's')
}
const patterns = whatsAppTemplates.map((template: WhatsAppTemplate) => ({ template, words: pattern(template.body) }))

/** WhatsApp takes neither new lines nor many spaces in the words it fills in. */
const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** The template that says exactly this text, and the words it leaves open; null where none does. */
export function templateSaying(body: string): TemplateWords | null {
  const { text, token } = splitPageSentence(body)
  for (const { template, words } of patterns) {
    const found = words.exec(text)
    if (!found || (template.pageButton && token === null)) continue
    const open = Object.entries(found.groups ?? {}).map(
      ([name, value]) => [name.slice(1), inOneLine(value ?? '')] as const,
    )
    const end = template.pageButton && token ? [[String(open.length + 1), token] as const] : []
    return { template: template.name as WhatsAppTemplateName, variables: Object.fromEntries([...open, ...end]) }
  }
  return null
}

export const hasButtons = (name: WhatsAppTemplateName): boolean =>
  whatsAppTemplates.some((template: WhatsAppTemplate) => template.name === name && template.buttons)
