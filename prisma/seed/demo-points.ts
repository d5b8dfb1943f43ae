import type { TownWithPatron } from '../../helpline/territory/patron-saints.ts'
import type { DistrictPrefix } from '../../helpline/territory/telephone-districts.ts'

/** Twenty points over the thirty districts: which answers which is invented, the real map is not public. */
export const demoPoints: readonly {
  town: TownWithPatron
  districts: readonly DistrictPrefix[]
  neighbours: readonly TownWithPatron[]
}[] = [
  { town: 'Cremona', districts: ['0372', '0374', '0375'], neighbours: ['Crema', 'Mantova'] },
  { town: 'Crema', districts: ['0373'], neighbours: ['Cremona', 'Lodi'] },
  { town: 'Milano', districts: ['02'], neighbours: ['Monza', 'Lodi'] },
  { town: 'Brescia', districts: ['030'], neighbours: ['Salò', 'Breno'] },
  { town: 'Como', districts: ['031', '0344'], neighbours: ['Lecco', 'Varese'] },
  { town: 'Busto Arsizio', districts: ['0331'], neighbours: ['Varese', 'Milano'] },
  { town: 'Varese', districts: ['0332'], neighbours: ['Busto Arsizio', 'Como'] },
  { town: 'Lecco', districts: ['0341'], neighbours: ['Como', 'Bergamo'] },
  { town: 'Sondrio', districts: ['0342', '0343'], neighbours: ['Lecco'] },
  { town: 'Bergamo', districts: ['035', '0345'], neighbours: ['Treviglio', 'Clusone'] },
  { town: 'Clusone', districts: ['0346'], neighbours: ['Bergamo'] },
  { town: 'Seregno', districts: ['0362'], neighbours: ['Monza', 'Como'] },
  { town: 'Treviglio', districts: ['0363'], neighbours: ['Bergamo', 'Crema'] },
  { town: 'Breno', districts: ['0364'], neighbours: ['Brescia'] },
  { town: 'Salò', districts: ['0365'], neighbours: ['Brescia'] },
  { town: 'Lodi', districts: ['0371', '0377'], neighbours: ['Crema', 'Pavia'] },
  { town: 'Mantova', districts: ['0376', '0386'], neighbours: ['Cremona'] },
  { town: 'Vigevano', districts: ['0381', '0384'], neighbours: ['Pavia'] },
  { town: 'Pavia', districts: ['0382', '0383', '0385'], neighbours: ['Vigevano', 'Lodi'] },
  { town: 'Monza', districts: ['039'], neighbours: ['Seregno', 'Milano'] },
]
