import { documents, mediaTypes } from '../../adapters/documents/export-documents.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import type { AgreementView, accountabilityEndpoints } from '../../contract/accountability.ts'
import type { SignedIn } from '../../helpline/access/permissions.ts'
import {
  type Agreement,
  addAgreement,
  changeAgreement,
  listAgreements,
  mayAccountFor,
  readAgreement,
} from '../../helpline/reports/accountability-agreements.ts'
import { readCalendar } from '../../helpline/reports/accountability-calendar.ts'
import {
  changeDueDay,
  prepareAccountability,
  readAnnex,
  sendAccountability,
} from '../../helpline/reports/accountability-reports.ts'
import {
  listAccountableAssociations,
  listActivityTotals,
  saveActivityTotal,
} from '../../helpline/reports/activity-totals.ts'
import { readAgreementBalance } from '../../helpline/reports/agreement-balance.ts'
import type { Handlers } from '../routes.ts'

const viewAgreement = (agreement: Agreement, who: SignedIn): AgreementView => ({
  ...agreement,
  mayPrepare: mayAccountFor(who, agreement),
  reports: agreement.reports.map((report) => ({
    ...report,
    draftedAt: report.draftedAt?.toISOString() ?? null,
    sentAt: report.sentAt?.toISOString() ?? null,
  })),
})

export const accountabilityHandlers = (store: Store): Handlers<typeof accountabilityEndpoints> => {
  const doors = { ...store, annexes: documents }
  return {
    listAgreements: async ({ who }) => (await listAgreements(store, who)).map((each) => viewAgreement(each, who)),

    readAgreement: async ({ input, who }) => viewAgreement(await readAgreement(store, { who, ...input.params }), who),

    readAgreementBalance: ({ input, who, occasion }) => readAgreementBalance(store, occasion, { who, ...input.params }),

    addAgreement: async ({ input, who, occasion }) =>
      viewAgreement(await addAgreement(store, occasion, { who, ...input.body }), who),

    changeAgreement: async ({ input, who, occasion }) =>
      viewAgreement(await changeAgreement(store, occasion, { who, ...input.params, ...input.body }), who),

    readCalendar: async ({ who, occasion }) => {
      const { today, items } = await readCalendar(store, occasion, who)
      const views = items.map((item) =>
        item.kind === 'report' ? { ...item, draftedAt: item.draftedAt?.toISOString() ?? null } : item,
      )
      return { today, items: views }
    },

    changeDueDay: async ({ input, who, occasion }) =>
      viewAgreement(await changeDueDay(store, occasion, { who, ...input.params, ...input.body }), who),

    prepareAccountability: async ({ input, who, occasion }) =>
      viewAgreement(await prepareAccountability(store, occasion, { who, ...input.params, ...input.body }), who),

    sendAccountability: async ({ input, who, occasion }) =>
      viewAgreement(await sendAccountability(doors, occasion, { who, ...input.params, ...input.body }), who),

    downloadAnnex: async ({ input, who, occasion }) => {
      const { fileName, content } = await readAnnex(doors, occasion, { who, ...input.params })
      return { fileName, content: Buffer.from(content), mediaType: mediaTypes[input.params.format] }
    },

    listAccountableAssociations: ({ who }) => listAccountableAssociations(store, who),

    listActivityTotals: ({ input, who }) => listActivityTotals(store, { who, ...input.query }),

    saveActivityTotal: async ({ input, who, occasion }) => {
      await saveActivityTotal(store, occasion, { who, ...input.body })
      return null
    },
  }
}
