export const words = {
  title: 'Telefono di questo computer',
  ringing: (who: string) => `Squilla questo computer: ${who}`,
  somebody: 'una telefonata in arrivo',
  answer: 'Rispondi',
  refuse: 'Non rispondo',
  calling: 'Sto chiamando dal computer…',
  talking: 'Al telefono con questo computer',
  mute: 'Spegni il microfono',
  unmute: 'Riaccendi il microfono',
  muted: 'Il microfono è spento: dall’altra parte non La sentono.',
  keys: 'Tasti',
  key: (key: string) => `Tasto ${key}`,
  hangUp: 'Riaggancia',
  answeredBy: (name: string) => `Ha già risposto ${name}.`,
  stopped: 'Lo squillo è finito: ha risposto qualcun altro, oppure chi chiamava ha riagganciato.',
  understood: 'Ho capito',
  problems: {
    microphoneRefused:
      'Il browser non lascia usare il microfono. Prema il lucchetto accanto all’indirizzo, consenta il microfono, poi riprovi.',
    microphoneMissing: 'Questo computer non trova un microfono. Colleghi le cuffie e riprovi, oppure usi un telefono.',
    notConnected: 'Il telefono di questo computer non è collegato: riprovo da solo. Intanto può usare un telefono.',
    keyRefused:
      'Il telefono di questo computer non è stato riconosciuto: riprovo da solo. Se continua, avvisi il coordinatore.',
    callFailed: 'La telefonata dal computer si è interrotta. Riprovi.',
  },
  problem: 'Il telefono di questo computer non funziona',
} as const
