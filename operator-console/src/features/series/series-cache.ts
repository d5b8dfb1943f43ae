import type { SeriesView } from '../../../../contract/series.ts'
import { queryClient, queryKey } from '../../queries.ts'

export function rememberSeries(series: SeriesView): void {
  queryClient.setQueryData(queryKey('readSeries', { params: { seriesId: series.id } }), series)
}

export const readAgain = (seriesId: string): void =>
  void queryClient.invalidateQueries({ queryKey: queryKey('readSeries', { params: { seriesId } }) })
