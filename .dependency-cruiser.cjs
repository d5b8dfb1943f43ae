// The rooms of the house and who may lean on whom; ARCHITECTURE.md says why. Every rule here is broken once on purpose in
// test/house/import-rules.test.ts.

// Each room of helpline/ may import those before it.
const HELPLINE_ROOMS = [
  'errors',
  'changes',
  'territory',
  'access',
  'people',
  'calls',
  'contacts',
  'directory',
  'reaching',
  'dispatch',
  'messages',
  'reports',
  'imports',
]
// Packages that only compute: no files, no network, no clock.
const PURE_PACKAGES = ['libphonenumber-js', 'rrule-temporal']

const room = (names) => `^helpline/(${names.join('|')})(/|\\.ts$)`
const packages = (...names) => `(^|/)node_modules/(${names.join('|')})/`

const helplineOrder = HELPLINE_ROOMS.slice(0, -1).map((name, index) => ({
  name: `helpline-order-${name}`,
  comment: `helpline/${name} may import only the rooms before it (${HELPLINE_ROOMS.slice(0, index).join(', ') || 'none'}). Move what both need up into the earlier room, or let the later room declare a door.`,
  severity: 'error',
  from: { path: room([name]) },
  to: { path: room(HELPLINE_ROOMS.slice(index + 1)) },
}))

const vendor = (name, owner, path, alsoFrom = []) => ({
  name: `only-${owner.replace('adapters/', '')}-knows-${name}`,
  comment: `Only ${owner} speaks to ${name}. Declare a door in helpline/ beside the use case that needs it, and fit it in ${owner}.`,
  severity: 'error',
  from: { pathNot: [`^${owner}/`, '^test/', ...alsoFrom] },
  to: { path },
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one thing, or share a third: join them, or take out what both need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'helpline-is-pure',
      comment: `helpline/ imports itself and the pure packages on the list (${PURE_PACKAGES.join(', ')}): no I/O, no clock. Declare a door beside the use case and fit it in adapters/.`,
      severity: 'error',
      from: { path: '^helpline/' },
      to: { pathNot: ['^helpline/', packages(...PURE_PACKAGES)] },
    },
    {
      name: 'helpline-rooms-are-listed',
      comment: 'This room of helpline/ has no place in the order. Add it to HELPLINE_ROOMS, after everything it needs.',
      severity: 'error',
      from: {},
      to: { path: '^helpline/', pathNot: room(HELPLINE_ROOMS) },
    },
    ...helplineOrder,
    {
      name: 'contract-speaks-helpline-and-zod',
      comment: 'contract/ imports helpline/ and zod only: both ends of the wire read it, so it may need neither.',
      severity: 'error',
      from: { path: '^contract/' },
      to: { pathNot: ['^contract/', '^helpline/', packages('zod')] },
    },
    {
      name: 'adapters-serve',
      comment:
        'adapters/ fit the doors of helpline/ and know contract/: whoever needs one is given it, the adapter asks nobody.',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: '^(server|workers|operator-console|phone-simulator|launch|prisma|scripts)/' },
    },
    {
      name: 'adapters-stand-alone',
      comment: 'One adapter per outside system: two that need each other meet in a use case, through doors.',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/[^/]+/', pathNot: '^adapters/$1/' },
    },
    vendor('prisma', 'adapters/postgres', `(^generated/prisma/|${packages('@prisma', 'prisma', 'pg')})`, [
      '^generated/',
      '^prisma/',
      '^prisma\\.config\\.ts$',
      '^launch/',
    ]),
    vendor('twilio', 'adapters/twilio', packages('twilio'), ['^phone-simulator/']),
    vendor('queues', 'adapters/redis', packages('bullmq', 'ioredis')),
    vendor('documents', 'adapters/documents', packages('pdfmake', 'csv-parse')),
    {
      name: 'only-softphone-knows-its-sdk',
      comment:
        'operator-console/src/softphone is the one door to the telephone in the browser: ask it, and leave the SDK behind it.',
      severity: 'error',
      from: { pathNot: '^operator-console/src/softphone/' },
      to: { path: packages('@twilio/voice-sdk') },
    },
    {
      name: 'server-leans-inwards',
      comment:
        'server/ imports helpline/, contract/ and adapters/. What it shares with workers/ is a rule or a use case: put it in helpline/.',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(workers|operator-console|phone-simulator|launch|prisma|scripts)/' },
    },
    {
      name: 'server-features-stand-alone',
      comment:
        'Features of server/ do not import each other: what two need sits directly in server/, or is a use case in helpline/.',
      severity: 'error',
      from: { path: '^server/([^/]+)/' },
      to: { path: '^server/[^/]+/', pathNot: '^server/$1/' },
    },
    {
      name: 'workers-lean-inwards',
      comment:
        'workers/ imports helpline/, contract/ and adapters/. What it shares with server/ is a rule or a use case: put it in helpline/.',
      severity: 'error',
      from: { path: '^workers/' },
      to: { path: '^(server|operator-console|phone-simulator|launch|prisma|scripts)/' },
    },
    {
      name: 'console-knows-the-wire',
      comment:
        'operator-console/ imports helpline/ and contract/ and talks to the server over the wire: no adapters, no server, no node.',
      severity: 'error',
      from: { path: '^operator-console/' },
      to: { path: '^(adapters|server|workers|phone-simulator|launch|prisma|scripts|generated)/' },
    },
    {
      name: 'console-runs-in-a-browser',
      comment: 'There is no node in a browser.',
      severity: 'error',
      from: { path: '^(operator-console|contract)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'console-features-stand-alone',
      comment:
        'Features of the console do not import each other: what two need sits beside features/ (ui/, pickers/, summaries/) or in helpline/.',
      severity: 'error',
      from: { path: '^operator-console/src/features/([^/]+)/' },
      to: { path: '^operator-console/src/features/[^/]+/', pathNot: '^operator-console/src/features/$1/' },
    },
    {
      name: 'console-ui-knows-no-feature',
      comment: 'ui/, pickers/ and summaries/ are what the features are made of: pass in what they need.',
      severity: 'error',
      from: { path: '^operator-console/src/(ui|pickers|summaries)/' },
      to: { path: '^operator-console/src/features/' },
    },
    {
      name: 'simulator-knows-nothing-of-ours',
      comment: 'phone-simulator/ stands in for Twilio: packages only. What it must be told arrives as configuration.',
      severity: 'error',
      from: { path: '^phone-simulator/' },
      to: { path: '^(helpline|contract|adapters|server|workers|operator-console|launch|prisma|scripts|generated)/' },
    },
    {
      name: 'seeds-stay-home',
      comment:
        'Only launch/ and the tests use the seeds. What production needs from them belongs in a migration or in helpline/.',
      severity: 'error',
      from: { pathNot: '^(prisma|launch|test)/' },
      to: { path: '^prisma/' },
    },
    {
      name: 'launch-is-outermost',
      comment: 'Nothing that is launched imports the launcher: pass what it knows through the environment.',
      severity: 'error',
      from: { pathNot: '^(launch|scripts|test)/' },
      to: { path: '^(launch|scripts)/' },
    },
    {
      name: 'nobody-imports-a-main',
      comment: 'A main starts things when it is imported. Take what you need out into a file of its own.',
      severity: 'error',
      from: {},
      to: { path: '(^|/)main\\.tsx?$', pathNot: 'node_modules' },
    },
    {
      name: 'nobody-imports-tests',
      comment: 'Code that runs needs nothing from test/: move it to the room it belongs to.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'production-has-no-dev-dependencies',
      comment: 'The image is installed without devDependencies: list the package under dependencies, or do without.',
      severity: 'error',
      from: { path: '^(helpline|contract|adapters|server|workers|operator-console|phone-simulator|launch|prisma)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    // Types tie rooms together as tightly as values do.
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '^generated/', '^dist/'] },
    exclude: { path: ['^dist/', '\\.css$'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
