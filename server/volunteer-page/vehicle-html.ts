import type { SheetService } from '../../helpline/dispatch/day/day-sheet.ts'
import type { VehicleDay } from '../../helpline/dispatch/day/vehicle-day.ts'
import { withoutDoor } from '../../helpline/dispatch/offer-texts.ts'
import { numeroVerde } from '../../helpline/territory/numero-verde.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { formatRomeDateWithYear, formatRomeTime, romeInstant } from '../../helpline/territory/rome-time.ts'
import { capital, fact, type Html, html } from './html.ts'
import { whole } from './page-html.ts'
import { whatFor } from './page-words.ts'

const words = {
  title: (name: string) => `Auser: ${name}`,
  whereIsIt: 'Dov’è adesso',
  outWith: (name: string, until: string) => `In viaggio con ${name}, fino alle ${until} circa.`,
  back: (name: string) => `L’ultimo che l’ha guidato oggi è ${name}.`,
  atDepot: (address: string) => `Si ritira e si riporta in ${address}.`,
  notKnown: `Non sappiamo dove si ritira: ci chiami al Numero Verde ${numeroVerde}.`,
  whoDrives: 'Chi lo guida',
  nobody: 'In questo giorno non lo guida nessuno.',
  driver: 'Guida',
  call: 'Telefono',
  helps: 'Per chi',
  to: 'Fino a',
  done: 'Già rientrato.',
  doneWithKm: (km: number) => `Già rientrato: ${km} km.`,
  close: 'I servizi si chiudono dalla propria pagina, o con un SMS.',
} as const

const nameOf = (service: SheetService): Html =>
  html`<strong>${formatRomeTime(service.startsAt)} – ${formatRomeTime(service.endsAt)}</strong>`

/** No surname of who is helped and no door: the address is on a paper that stays in the car. */
const driveCard = (service: SheetService): Html => html`<article class="card"><h3>${nameOf(service)}</h3>
<p>${whatFor[service.helpKind]}</p>
<dl>${[
  fact(words.driver, service.volunteer.name),
  fact(words.call, html`<a href="tel:${service.volunteer.phoneE164}">${formatPhone(service.volunteer.phoneE164)}</a>`),
  fact(words.helps, service.person.firstName),
  fact(words.to, service.toPlace && withoutDoor(service.toPlace)),
]}</dl>
${service.state === 'done' ? html`<p class="notice">${service.km === null ? words.done : words.doneWithKm(service.km)}</p>` : null}</article>`

function whereIsIt({ outWith, services, depotAddress }: VehicleDay): Html {
  const last = services.findLast(({ state }) => state === 'done')
  return html`${[
    outWith ? html`<p>${words.outWith(outWith.volunteer.name, formatRomeTime(outWith.endsAt))}</p>` : null,
    !outWith && last ? html`<p>${words.back(last.volunteer.name)}</p>` : null,
    html`<p>${depotAddress ? words.atDepot(depotAddress) : words.notKnown}</p>`,
  ]}`
}

export function vehiclePageHtml(vehicle: VehicleDay): string {
  const { name, plate, day, services } = vehicle
  const date = capital(formatRomeDateWithYear(romeInstant(day, '12:00')))
  return whole(
    words.title(name),
    html`<header><h1>${name} ${plate}</h1><p>${date}</p></header><main>
<section><h2>${words.whereIsIt}</h2>${whereIsIt(vehicle)}</section>
<section><h2>${words.whoDrives}</h2>${services.length > 0 ? services.map(driveCard) : html`<p>${words.nobody}</p>`}</section>
<p>${words.close}</p></main>`,
  )
}
