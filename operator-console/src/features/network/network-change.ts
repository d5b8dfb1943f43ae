import { useMutation } from '@tanstack/react-query'
import type { EndpointName } from '../../../../contract/api.ts'
import { type AnswerFor, type ApiError, call, type InputFor } from '../../api-client.ts'
import { queryClient } from '../../queries.ts'

const shownFrom: readonly EndpointName[] = [
  'readNetwork',
  'listAssociations',
  'listInstitutions',
  'listFacilities',
  'readNetworkWeek',
  'previewRouting',
]

const readAgain = () =>
  queryClient.invalidateQueries({ predicate: ({ queryKey }) => shownFrom.includes(queryKey[0] as EndpointName) })

/** Saves a change of the network; the pages are read again, also when somebody else had changed it first. */
export function useNetworkChange<N extends EndpointName>(name: N, onDone?: (answer: AnswerFor<N>) => void) {
  return useMutation<AnswerFor<N>, ApiError, InputFor<N>>({
    mutationFn: (input) => call(name, input),
    onSuccess: async (answer) => {
      await readAgain()
      onDone?.(answer)
    },
    onError: (error) => {
      if (error.kind === 'conflict') void readAgain()
    },
  })
}
