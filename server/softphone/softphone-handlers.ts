import type { softphoneEndpoints } from '../../contract/softphone.ts'
import { openSoftphone, type SoftphoneKeys } from '../../helpline/calls/softphone.ts'
import type { Handlers } from '../routes.ts'

export const softphoneHandlers = (keys: SoftphoneKeys): Handlers<typeof softphoneEndpoints> => ({
  readSoftphone: () => ({ isAvailable: keys !== undefined }),
  openSoftphone: ({ who }) => openSoftphone(keys, who.operatorId),
})
