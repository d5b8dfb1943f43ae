import { queryClient } from '../queries.ts'

/** After something was written about companion calls. */
export function readCompanionsAgain(): void {
  for (const name of ['listCompanionPlans', 'readCompanionDay', 'listCompanionAlarms']) {
    void queryClient.invalidateQueries({ queryKey: [name] })
  }
}
