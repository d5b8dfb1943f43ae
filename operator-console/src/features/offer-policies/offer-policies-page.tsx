import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type OfferPolicyView, offerEndpoints } from '../../../../contract/offers.ts'
import { POLICY_LIMITS } from '../../../../helpline/dispatch/offers/edit-offer-policies.ts'
import { type ApiError, call } from '../../api-client.ts'
import { queryClient, queryKey, useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { words } from './words.ts'

const fields = ['fromHoursLeft', 'waveSize', 'waveMinutes'] as const
type Typed = Record<(typeof fields)[number], string>

const typedOf = ({ fromHoursLeft, waveSize, waveMinutes }: OfferPolicyView): Typed => ({
  fromHoursLeft: String(fromHoursLeft),
  waveSize: String(waveSize),
  waveMinutes: String(waveMinutes),
})
const numberOf = (typed: string): number => (/^\d{1,6}$/.test(typed.trim()) ? Number(typed.trim()) : Number.NaN)
const policyOf = (typed: Typed): OfferPolicyView => ({
  fromHoursLeft: numberOf(typed.fromHoursLeft),
  waveSize: numberOf(typed.waveSize),
  waveMinutes: numberOf(typed.waveMinutes),
})

function PolicyForm({ policies }: { policies: OfferPolicyView[] }) {
  const [seen, setSeen] = useState(policies)
  const [rules, setRules] = useState(policies.map(typedOf))
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const formRef = useRef<HTMLFormElement>(null)
  const save = useMutation<OfferPolicyView[], ApiError, OfferPolicyView[]>({
    mutationFn: (changed) => call('changeOfferPolicies', { body: { policies: changed, seen } }),
    onSuccess: (saved) => {
      queryClient.setQueryData(queryKey('readOfferPolicies', {}), saved)
      setSeen(saved)
      setRules(saved.map(typedOf))
    },
  })
  const isChanged = JSON.stringify(rules) !== JSON.stringify(seen.map(typedOf))
  useUnsaved(isChanged)
  useFocusFirstError(formRef, wrong)
  useFocusFirstError(formRef, save.error?.fields)
  const sentences = { ...save.error?.fields, ...wrong }
  const change = (index: number, part: Partial<Typed>) =>
    setRules(rules.map((rule, place) => (place === index ? { ...rule, ...part } : rule)))

  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const checked = offerEndpoints.changeOfferPolicies.body.safeParse({ policies: rules.map(policyOf), seen })
    const found: Record<string, string> = {}
    for (const { path, message } of checked.error?.issues ?? []) found[path.join('.')] ??= message
    for (const [index, rule] of rules.entries()) {
      for (const field of fields) {
        if (Number.isNaN(numberOf(rule[field]))) found[`policies.${index}.${field}`] = words.notANumber
      }
    }
    setWrong(found)
    if (checked.success) save.mutate(checked.data.policies)
  }

  return (
    <form ref={formRef} className="stack" noValidate onSubmit={submit}>
      {rules.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place
        <Card key={index} title={words.rule(index + 1)}>
          <p>{words.said(rule.fromHoursLeft, rule.waveSize, rule.waveMinutes)}</p>
          <div className="row">
            {fields.map((field) => (
              <Field
                key={field}
                label={words[field]}
                hint={words[`${field}Hint`]}
                inputMode="numeric"
                value={rule[field]}
                onChange={(value) => change(index, { [field]: value })}
                error={sentences[`policies.${index}.${field}`]}
                maxLength={6}
                isNarrow
              />
            ))}
          </div>
          {rules.length > POLICY_LIMITS.policies.least && (
            <div className="row">
              <Button kind="quiet" onPress={() => setRules(rules.filter((_, place) => place !== index))}>
                {words.remove(index + 1)}
              </Button>
            </div>
          )}
        </Card>
      ))}
      {sentences.policies && <Notice kind="problem" title={sentences.policies} />}
      {save.error && Object.keys(save.error.fields).length === 0 && <ProblemNotice error={save.error} />}
      {save.isSuccess && !isChanged && <Notice kind="done" title={words.saved} />}
      <div className="row">
        {rules.length < POLICY_LIMITS.policies.most && (
          <Button onPress={() => setRules([...rules, { fromHoursLeft: '', waveSize: '3', waveMinutes: '15' }])}>
            {words.add}
          </Button>
        )}
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {words.save}
        </Button>
      </div>
    </form>
  )
}

/** How volunteers are asked is data: whoever knows them decides. */
export function OfferPoliciesPage() {
  const policies = useAnswer('readOfferPolicies', {})
  return (
    <Page title={words.title}>
      <p>{words.intro}</p>
      <Answer answer={policies}>{(rows) => <PolicyForm policies={rows} />}</Answer>
    </Page>
  )
}
