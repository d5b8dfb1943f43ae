import { useMutation } from '@tanstack/react-query'
import type { EndpointName } from '../../../../contract/api.ts'
import { type AnswerFor, type ApiError, call, type InputFor } from '../../api-client.ts'
import { queryClient, queryKey } from '../../queries.ts'

export const readOperatorsAgain = () =>
  queryClient.invalidateQueries({ queryKey: queryKey('listOperators', {}).slice(0, 1) })

/** Saves a change; the list is read again before anything is shown as done. */
export const useOperatorChange = <N extends EndpointName>(name: N, onDone?: () => void) =>
  useMutation<AnswerFor<N>, ApiError, InputFor<N>>({
    mutationFn: (input) => call(name, input),
    onSuccess: async () => {
      await readOperatorsAgain()
      onDone?.()
    },
  })
