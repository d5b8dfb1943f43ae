export const words = {
  title: 'Accesso',
  welcome: 'Filo d’Argento',
  invitation: 'Entri con la sua e-mail e la sua password.',
  expiredTitle: 'La sua sessione è scaduta',
  expired: 'Entri di nuovo: la pagina è rimasta come l’ha lasciata, con quello che aveva scritto.',
  email: 'E-mail',
  password: 'Password',
  show: 'Mostra la password',
  enter: 'Entra',
  wrong: 'E-mail o password non corrispondono. Le ricontrolli e riprovi.',
} as const
