import type { CallHelpKind } from '../../../helpline/calls/call-states.ts'

export const words = {
  title: 'La telefonata in corso',
  withPerson: (person: string) => `Telefonata con ${person}`,
  withheld: 'chi chiama da un numero nascosto',
  onLine: 'In linea',
  me: 'Lei',
  hold: 'Metti in attesa',
  resume: 'Riprendi la telefonata',
  three: 'Parliamo in tre',
  passTo: 'Passa a…',
  callIn: 'Chiama in aiuto…',
  pass: 'Passa la chiamata',
  back: 'Torna alla chiamata',
  stopRinging: 'Non chiamare più',
  without: (name: string) => `Continua senza ${name}`,
  leave: 'Esco dalla conversazione',
  whom: { transfer: 'A chi la passa?', threeWay: 'Chi chiama in aiuto?' } satisfies Record<CallHelpKind, string>,
  hint: {
    transfer: 'La persona sente la musica mentre Lei parla con chi risponde. Poi decide Lei se passarla.',
    threeWay: 'Lei continua a parlare con la persona. Quando risponde, siete in tre.',
  } satisfies Record<CallHelpKind, string>,
  call: { transfer: 'Chiama e metti in attesa', threeWay: 'Chiama in aiuto' } satisfies Record<CallHelpKind, string>,
  giveUp: 'Annulla',
  choose: 'Scelga dall’elenco',
  chooseFirst: 'Scelga prima una persona o un punto.',
  nobody: 'In questo momento non è libero nessuno. Riprovi fra poco.',
  coordinator: 'coordinamento',
  wholePoint: (name: string, phones: number) =>
    `${name}: chi è libero (${phones === 1 ? 'un telefono' : `${phones} telefoni`})`,
  asked: (name: string, person: string, kind: CallHelpKind) =>
    kind === 'transfer'
      ? `${name} Le passa la telefonata con ${person}`
      : `${name} chiede aiuto: è al telefono con ${person}`,
  lift: 'Alzi il telefono che squilla e prema 1.',
  answerHere: 'Prema «Rispondi», qui in alto.',
} as const
