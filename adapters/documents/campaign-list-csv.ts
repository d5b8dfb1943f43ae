import { campaignListColumns } from '../../helpline/imports/campaign-list.ts'
import { csvLine, UTF8_MARK } from './csv-lines.ts'

/** The header and one row, as a municipality should write them. */
export const campaignListSample = (): string =>
  UTF8_MARK +
  csvLine(campaignListColumns.map(({ title }) => title)) +
  csvLine(campaignListColumns.map(({ example }) => example))
