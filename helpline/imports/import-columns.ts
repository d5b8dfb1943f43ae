import { activityColumns } from './activity-columns.ts'
import { cardColumns } from './card-columns.ts'
import { directoryColumns } from './directory-columns.ts'
import type { ColumnsOf } from './import-column.ts'
import type { ImportKind } from './import-kinds.ts'

/** Every column a file may have; what stands here is also the documentation and the samples of docs/import. */
export const importColumns: ColumnsOf<ImportKind> = { ...cardColumns, ...directoryColumns, ...activityColumns }
