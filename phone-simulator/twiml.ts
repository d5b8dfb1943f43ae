import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { type ElementRule, laterElements, messagingGrammar, voiceGrammar } from './twiml-grammar.ts'

export interface TwimlElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly TwimlElement[]
  /** What is written directly inside. */
  ownText: string
  /** What is written inside at any depth, marks removed and blanks joined. */
  text: string
}

export class TwimlError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
})

export function parseVoiceTwiml(xml: string): readonly TwimlElement[] {
  return parse(xml, voiceGrammar)
}

export function parseMessagingTwiml(xml: string): readonly TwimlElement[] {
  return parse(xml, messagingGrammar)
}

function parse(xml: string, grammar: Readonly<Record<string, ElementRule>>): readonly TwimlElement[] {
  const validity = XMLValidator.validate(xml)
  if (validity !== true) throw new TwimlError(12100, `not well-formed XML: ${validity.err.msg}`)
  const roots = (parser.parse(xml) as Node[]).filter((node) => nameOf(node) !== '?xml')
  const root = roots[0]
  if (!root || roots.length > 1 || nameOf(root) !== 'Response') {
    throw new TwimlError(12100, 'the document is not one <Response>')
  }
  return toElement(root, grammar).children
}

/** The parser's own shape: one key is the name, ':@' holds the attributes. */
type Node = Record<string, Node[] | Record<string, string> | string>

function nameOf(node: Node): string {
  return Object.keys(node).find((key) => key !== ':@') ?? ''
}

function toElement(node: Node, grammar: Readonly<Record<string, ElementRule>>): TwimlElement {
  const name = nameOf(node)
  const rule = grammar[name]
  if (!rule) throw new TwimlError(12200, unknownElement(name))
  const attributes = (node[':@'] ?? {}) as Record<string, string>
  checkAttributes(name, attributes, rule)
  const children: TwimlElement[] = []
  let ownText = ''
  let text = ''
  for (const inside of (node[name] ?? []) as Node[]) {
    const childName = nameOf(inside)
    if (childName === '#text') {
      ownText += String(inside['#text'])
      text += String(inside['#text'])
      continue
    }
    if (!rule.children?.includes(childName)) {
      throw new TwimlError(12200, grammar[childName] ? `<${childName}> inside <${name}>` : unknownElement(childName))
    }
    const child = toElement(inside, grammar)
    children.push(child)
    text += ` ${child.text} `
  }
  if (ownText.trim() !== '' && !rule.text) throw new TwimlError(12200, `text inside <${name}>`)
  return { name, attributes, children, ownText: joined(ownText), text: joined(text) }
}

function joined(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function checkAttributes(name: string, attributes: Record<string, string>, rule: ElementRule): void {
  for (const [attribute, value] of Object.entries(attributes)) {
    const check = rule.attributes[attribute]
    if (check === undefined) throw new TwimlError(12200, `unknown attribute ${attribute} of <${name}>`)
    if (check === 'later') throw new TwimlError(12200, `attribute ${attribute} of <${name}> is not supported yet`)
    if (!check(value)) throw new TwimlError(12200, `attribute ${attribute} of <${name}> has a wrong value`)
  }
}

function unknownElement(name: string): string {
  return laterElements.has(name) ? `<${name}> is not supported yet` : `unknown element <${name}>`
}
