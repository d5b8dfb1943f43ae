import { it } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { anOperator } from '../support/builders.ts'
import { bringIn, sampleNetwork } from '../support/imports.ts'
it('x', async () => {
  const app = await startTestApp()
  const { point } = await sampleNetwork(app.db)
  const ada = await anOperator(app.db, { role: 'coordinator', pointIds: [point.id] })
  const cookie = await app.signIn(ada)
  const batch = await bringIn(app.store, `Codice persona;Cognome;Nome;Punto\n${Array.from({ length: 9000 }, (_, at) => `A-${at};Riva;Ada;Punto d’Ascolto di Cremona\n`).join('')}`)
  await app.db.importBatch.update({ where: { id: batch.id }, data: { operatorId: ada.id } })
  const t = performance.now()
  await app.call('undoImport', { params: { batchId: batch.id } }, cookie).catch((e) => console.log('ERR', String(e).slice(0, 500)))
  console.log('MS', performance.now() - t)
  console.log('LOG', app.logged.filter((l) => l.includes('failed')).join('\n').slice(0, 3000))
  await app.close()
})
