const SITE = 'Filo d’Argento'

let page = ''
let ringing: string | null = null

const show = (): void => {
  document.title = [ringing, page, SITE].filter(Boolean).join(' – ')
}

export function setPageTitle(title: string): void {
  page = title
  show()
}

/** A call that rings is in the window's title, for whoever is looking at another one; without who it may be. */
export function setRingingTitle(said: string | null): void {
  ringing = said
  show()
}
