import { useState } from 'react'
import { type ExportAudience, exportFormats } from '../../../../helpline/reports/export-report.ts'
import { Checkbox } from '../../ui/choices.tsx'
import { words } from './words.ts'

interface DownloadsProps {
  addressOf: (choice: { format: (typeof exportFormats)[number]; audience: ExportAudience }) => string
}

export function Downloads({ addressOf }: DownloadsProps) {
  const [isForOthers, setForOthers] = useState(false)
  const audience = isForOthers ? 'others' : 'own'
  return (
    <section className="stack-tight no-print" aria-label={words.download}>
      <div className="row">
        {exportFormats.map((format) => (
          <a key={format} className="button" href={addressOf({ format, audience })} download>
            {words.formats[format]}
          </a>
        ))}
        <Checkbox isSelected={isForOthers} onChange={setForOthers}>
          {words.forOthers}
        </Checkbox>
      </div>
    </section>
  )
}
