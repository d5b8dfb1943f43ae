import type { Store } from '../../adapters/postgres/store.ts'
import type { InstitutionView, institutionEndpoints } from '../../contract/institutions.ts'
import type { SignedIn } from '../../helpline/access/permissions.ts'
import { mayEditInstitution, removeInstitution, saveInstitution } from '../../helpline/people/institutions.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import type { Handlers } from '../routes.ts'

export const institutionHandlers = (store: Store): Handlers<typeof institutionEndpoints> => {
  const list = async (who: SignedIn): Promise<InstitutionView[]> =>
    (await store.listInstitutions()).map(({ phoneE164, ...institution }) => ({
      ...institution,
      phone: phoneE164 && formatPhone(phoneE164),
      mayEdit: mayEditInstitution(who, institution),
    }))
  return {
    listInstitutions: ({ who }) => list(who),

    async saveInstitution({ input: { params, body }, who, occasion }) {
      await saveInstitution(store, occasion, { who, ...params, ...body })
      return list(who)
    },

    async removeInstitution({ input: { params, body }, who, occasion }) {
      await removeInstitution(store, occasion, { who, ...params, ...body })
      return list(who)
    },
  }
}
