import { QueryClient, type UseQueryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { EndpointName } from '../../contract/api.ts'
import { type AnswerFor, ApiError, call, type InputFor } from './api-client.ts'

export const queryKey = <N extends EndpointName>(name: N, input: InputFor<N>): [N, InputFor<N>] => [name, input]

const worthRetrying = (error: Error): boolean =>
  error instanceof ApiError && (error.kind === 'unreachable' || error.kind === 'broken')

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // News over the socket say what is stale; asking again on every focus would only flicker.
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && worthRetrying(error),
      retryDelay: (failures) => 500 * 2 ** failures,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

type Options<T> = Pick<UseQueryOptions<T, ApiError>, 'enabled' | 'refetchInterval' | 'placeholderData' | 'staleTime'>

/** What an endpoint answers, kept fresh by the live news. */
export function useAnswer<N extends EndpointName>(
  name: N,
  input: InputFor<N>,
  options: Options<AnswerFor<N>> = {},
): UseQueryResult<AnswerFor<N>, ApiError> {
  return useQuery<AnswerFor<N>, ApiError>({
    queryKey: queryKey(name, input),
    queryFn: ({ signal }) => call(name, input, { signal }),
    ...options,
  })
}
