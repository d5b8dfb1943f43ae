import type { Call, UrlWithMethod } from './call.ts'
import { voiceParameters } from './call-progress.ts'
import type { Exchange } from './exchange.ts'
import { addressIn, type Run } from './run.ts'
import type { AnsweredAs } from './telephone.ts'

export type DetectionMode = 'Enable' | 'DetectMessageEnd'

export interface Detection {
  mode: DetectionMode
  callback: UrlWithMethod | undefined
}

export function detected(as: AnsweredAs, mode: DetectionMode): string {
  if (as === 'human') return 'human'
  return mode === 'Enable' ? 'machine_start' : 'machine_end_beep'
}

/** What a <Number> asks for: the call goes on, and whoever wants to know is told. */
export function detectionIn(run: Run, attributes: Readonly<Record<string, string>>): Detection | undefined {
  const { machineDetection, amdStatusCallback, amdStatusCallbackMethod } = attributes
  if (!machineDetection) return undefined
  const callback = amdStatusCallback ? addressIn(run, amdStatusCallback, amdStatusCallbackMethod) : undefined
  return { mode: machineDetection as DetectionMode, callback }
}

export function tellDetection(exchange: Exchange, call: Call, as: AnsweredAs, { mode, callback }: Detection): void {
  call.answeredBy = detected(as, mode)
  if (!callback) return
  const parameters = {
    ...voiceParameters(exchange, call),
    AnsweredBy: call.answeredBy,
    MachineDetectionDuration: '0',
  }
  exchange.webhooks.post(call.sid, { ...callback, parameters }, (failure) =>
    exchange.report({
      code: 15003,
      callSid: call.sid,
      url: failure.url,
      message: `machine detection: ${failure.message}`,
    }),
  )
}
