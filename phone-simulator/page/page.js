const phones = document.querySelector('#phones')
const template = document.querySelector('#phone')
const notice = document.querySelector('#notice')
const search = document.querySelector('#search')
const aloud = document.querySelector('#aloud')
const cards = new Map()
const keys = [...'123456789*0#']
const kinds = { mobile: 'cellulare', landline: 'telefono fisso', client: 'telefono nel browser' }

async function control(action, body) {
  notice.textContent = ''
  const response = await fetch(`/control/${action}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined)
  if (response?.ok) return true
  const answer = await response?.json().catch(() => undefined)
  notice.textContent = answer?.error ?? 'Il simulatore non risponde.'
  return false
}

function onSubmit(form, act) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    act(new FormData(form), form)
  })
}

function name(element, role, label) {
  element.setAttribute('role', role)
  element.setAttribute('aria-label', label)
}

function makeCard({ number, label, kind, hasWhatsApp }) {
  const card = template.content.firstElementChild.cloneNode(true)
  const part = (selector) => card.querySelector(selector)
  name(card, 'group', label)
  name(part('.keys'), 'group', 'Tastiera')
  // What scrolls must be reachable by keyboard.
  for (const log of card.querySelectorAll('[role="log"]')) log.tabIndex = 0
  part('h2').textContent = label
  part('.number').textContent = `${readable(number)} · ${kinds[kind]}`
  part('.transcript').setAttribute('aria-label', `Quello che si sente da ${label}`)
  part('.thread').setAttribute('aria-label', `SMS di ${label}`)
  part('.chat').setAttribute('aria-label', `WhatsApp di ${label}`)
  part('.texts').hidden = kind !== 'mobile'
  part('.whatsapp').hidden = !hasWhatsApp
  part('.application').hidden = kind !== 'client'
  part('.withheld').hidden = kind === 'client'
  if (kind === 'client') part('.dial').elements.to.required = false
  else part('[data-action="unregister-client"]').remove()
  for (const key of keys) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = key
    button.addEventListener('click', () => control('press', { number, keys: key }))
    part('.keys').append(button)
  }
  for (const button of card.querySelectorAll('.buttons button')) {
    const { action } = button.dataset
    const body = action === 'machine' ? { number, as: 'machine' } : { number, identity: label }
    button.addEventListener('click', () => control(action === 'machine' ? 'answer' : action, body))
  }
  onSubmit(part('.dial'), (form) => {
    const to = form.get('to')
    if (kind !== 'client') return control('dial', { from: number, to, withheld: form.get('withheld') === 'on' })
    const parameters = to ? { To: to } : {}
    return control('connect', { identity: label, applicationSid: form.get('application') ?? '', parameters })
  })
  onSubmit(part('.speech'), async (data, form) => {
    if (await control('say', { number, words: data.get('words') })) form.reset()
  })
  const written = (data) => ({
    from: number,
    to: data.get('to'),
    body: data.get('body'),
    attached: data.get('attached'),
  })
  const empty = (form) => {
    form.elements.body.value = ''
    form.elements.attached.value = ''
  }
  onSubmit(part('.sms'), async (data, form) => {
    if (await control('sms', written(data))) empty(form)
  })
  onSubmit(part('.write'), async (data, form) => {
    if (await control('whatsapp', written(data))) empty(form)
  })
  phones.append(card)
  return {
    number,
    card,
    part,
    lastHeard: 0,
    texts: new Set(),
    isNew: true,
    words: `${label} ${readable(number)}`.toLowerCase(),
  }
}

function readable(number) {
  return number.replace(/^(\+39|client:)/, '')
}

function show(telephone, dialled, texted, applications) {
  let view = cards.get(telephone.number)
  if (!view) {
    view = makeCard(telephone)
    cards.set(telephone.number, view)
    if (telephone.kind !== 'client') view.part('.dial').elements.to.value = dialled
    view.part('.sms').elements.to.value = texted
    view.part('.write').elements.to.value = texted
  }
  const { card, part } = view
  const { phase, state } = telephone
  const choice = part('.dial').elements.application
  if (choice.options.length !== applications.length) {
    choice.replaceChildren(...applications.map(({ sid, friendlyName }) => new Option(friendlyName, sid)))
  }
  card.dataset.phase = phase
  if (part('.state').textContent !== state) part('.state').textContent = state
  const hadFocus = card.contains(document.activeElement) && document.activeElement
  part('.dial').hidden = phase !== 'idle'
  for (const action of ['answer', 'machine', 'let-ring']) part(`[data-action="${action}"]`).hidden = phase !== 'ringing'
  part('[data-action="hang-up"]').hidden = phase === 'idle'
  part('.keys').hidden = phase !== 'talking'
  part('.speech').hidden = phase !== 'talking'
  // A button that goes away must not take the keyboard with it.
  if (hadFocus && hadFocus.offsetParent === null) part('.state').focus()
  showTranscript(view, telephone.transcript)
  showTexts(view, telephone.texts)
  view.isNew = false
}

function showTranscript(view, transcript) {
  const log = view.part('.transcript')
  if (transcript.length === 0) {
    log.replaceChildren()
    view.lastHeard = 0
  }
  for (const { id, kind, text } of transcript) {
    if (id <= view.lastHeard) continue
    view.lastHeard = id
    appendLine(log, kind, lineOf(kind, text))
    if (aloud.checked && !view.isNew && (kind === 'say' || kind === 'voice')) speak(text)
  }
}

function lineOf(kind, text) {
  if (kind === 'tone') return `Tasti: ${text}`
  if (kind === 'play') return `Si sente una registrazione: ${text}`
  if (kind === 'music') return `Si sente: ${text}`
  return kind === 'beep' ? 'Bip' : text
}

function showTexts(view, texts) {
  const places = { sms: ['.thread', '.sms'], whatsapp: ['.chat', '.write'] }
  if (texts.length === 0) {
    for (const [log] of Object.values(places)) view.part(log).replaceChildren()
    view.texts.clear()
  }
  for (const text of texts) {
    const { sid, channel, direction, other, attached } = text
    const body = [...attached.map((type) => `[${attachmentOf(type)}]`), text.body].join(' ').trim()
    if (view.texts.has(sid)) continue
    view.texts.add(sid)
    const [log, form] = places[channel].map(view.part)
    // The answer goes to whoever wrote last.
    if (direction === 'received') form.elements.to.value = other
    appendLine(log, direction, direction === 'received' ? `Da ${other}: ${body}` : `A ${other}: ${body}`)
    if (text.buttons.length > 0) appendButtons(log, text, view.number)
  }
}

function attachmentOf(type) {
  if (type.startsWith('image/')) return 'foto'
  return type.startsWith('audio/') ? 'nota vocale' : 'allegato'
}

/** What stands under a template: answers to press, and pages to open. */
function appendButtons(log, { sid, buttons }, number) {
  const row = document.createElement('p')
  row.className = 'buttons'
  for (const { title, url } of buttons) {
    const element = document.createElement(url ? 'a' : 'button')
    element.textContent = title
    if (url) Object.assign(element, { href: url, target: '_blank', rel: 'noopener' })
    else element.addEventListener('click', () => control('press-button', { number, title, messageSid: sid }))
    row.append(element)
  }
  log.append(row)
  log.scrollTop = log.scrollHeight
}

function appendLine(log, kind, text) {
  const line = document.createElement('p')
  line.dataset.kind = kind
  line.textContent = text
  log.append(line)
  while (log.children.length > 100) log.firstElementChild.remove()
  log.scrollTop = log.scrollHeight
}

function speak(text) {
  if (!('speechSynthesis' in window)) return
  const words = new SpeechSynthesisUtterance(text)
  words.lang = 'it-IT'
  window.speechSynthesis.speak(words)
}

function filter() {
  const wanted = search.value.trim().toLowerCase()
  for (const { card, words } of cards.values()) card.hidden = !words.includes(wanted)
}

/** A browser that went away takes its telephone with it. */
function forget(telephones) {
  const numbers = new Set(telephones.map(({ number }) => number))
  for (const [number, { card }] of cards) {
    if (numbers.has(number)) continue
    card.remove()
    cards.delete(number)
  }
}

function showErrors(errors) {
  const box = document.querySelector('#errors')
  box.hidden = errors.length === 0
  box
    .querySelector('ul')
    .replaceChildren(...errors.map((error) => Object.assign(document.createElement('li'), { textContent: error })))
}

/** What people dial: the public number where there is one. */
function asDialled({ number, aliases }) {
  return readable(aliases[0] ?? number).replace(/^800(\d{3})(\d{3})$/, '800 $1 $2')
}

function offered(numbers) {
  return numbers.map((number) =>
    Object.assign(document.createElement('option'), { value: asDialled(number), label: number.friendlyName }),
  )
}

let shownErrors = ''
const live = new EventSource('/live')
live.addEventListener('message', ({ data }) => {
  const { dialled, telephones, applications, errors } = JSON.parse(data)
  const options = offered(dialled)
  const list = document.querySelector('#dialled')
  if (list.children.length !== options.length) list.replaceChildren(...options)
  const texted = dialled.find(({ takesTexts }) => takesTexts)
  const textedNumber = texted ? readable(texted.number) : ''
  for (const telephone of telephones) show(telephone, options[0]?.value ?? '', textedNumber, applications)
  forget(telephones)
  filter()
  if (errors.join() !== shownErrors) showErrors(errors)
  shownErrors = errors.join()
})
live.addEventListener('error', () => {
  notice.textContent = 'Collegamento perso: si riprova da soli.'
})
live.addEventListener('open', () => {
  notice.textContent = ''
})

search.addEventListener('input', filter)
onSubmit(document.querySelector('#add'), async (data, form) => {
  const added = await control('telephones', {
    number: data.get('number'),
    label: data.get('label'),
    whatsApp: data.get('whatsApp') === 'on',
  })
  if (added) form.reset()
})
onSubmit(document.querySelector('#add-client'), async (data, form) => {
  if (await control('register-client', { identity: data.get('identity') })) form.reset()
})
