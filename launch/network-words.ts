import type { LoadResult, NetworkChange } from '../helpline/access/load-network.ts'
import type { FilePath, Finding } from '../helpline/access/network-file.ts'

const entityNames: Record<NetworkChange['entity'], [one: string, many: string]> = {
  listeningPoint: ['punto', 'punti'],
  localAssociation: ['associazione', 'associazioni'],
  operator: ['operatore', 'operatori'],
}

const fieldNames: Record<string, string> = {
  name: 'nome',
  role: 'ruolo',
  phoneE164: 'telefono',
  comuneIstatCode: 'Comune',
  address: 'indirizzo',
  patronSaint: 'patrono',
  fixedPhones: 'telefoni fissi',
  ringTimeoutSeconds: 'durata dello squillo',
  hours: 'orari',
  districts: 'distretti',
  neighbours: 'vicini',
  listeningPointId: 'punto',
  listeningPointIds: 'punti',
}

/** Where in the file, as its path and as the name or e-mail written there: `points[3].hours[0] (Punto di Crema)`. */
function placeOf(path: FilePath, content: unknown): string {
  const place = path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at > 0 ? `.${step}` : step)).join('')
  const entry: unknown = path.slice(0, 2).reduce<unknown>((within, step) => Object(within)[step], content)
  const { name, email } = Object(path.length > 1 ? entry : undefined) as Record<string, unknown>
  const called = [email, name].find((each) => typeof each === 'string' && each !== '')
  return called === undefined ? place : `${place} (${called})`
}

export function refusalWords(findings: readonly Finding[], content: unknown): string {
  const lines = findings.map(({ path, text }) => `  - ${path.length > 0 ? `${placeOf(path, content)}: ` : ''}${text}`)
  return ['Il file della rete non va bene, e non è stato scritto niente:', ...lines, ''].join('\n')
}

function changeWords({ entity, name, added, fields }: NetworkChange): string {
  const what = entityNames[entity][0]
  if (added) return `  + ${what} ${name}`
  return `  ~ ${what} ${name}: ${fields.map((field) => fieldNames[field] ?? field).join(', ')}`
}

export function loadedWords({ changes, passwords, others }: Extract<LoadResult, { kind: 'loaded' }>): string {
  const lines = changes.length > 0 ? ['La rete è stata caricata:', ...changes.map(changeWords)] : []
  if (changes.length === 0) lines.push('La rete è già come dice il file: non è cambiato niente.')
  for (const [entity, names] of Object.entries(others) as [NetworkChange['entity'], string[]][]) {
    if (names.length === 0) continue
    lines.push(
      `Non nel file, e lasciati come sono: ${names.length} ${entityNames[entity][names.length === 1 ? 0 : 1]}.`,
    )
  }
  if (passwords.length > 0) lines.push('Le password dei nuovi operatori, che non si potranno più rileggere:')
  lines.push(...passwords.map(({ email, password }) => `  ${email}  ${password}`), '')
  return lines.join('\n')
}
