import { words } from './words.ts'

export const Downloads = ({ pdf, csv }: { pdf: string; csv: string }) => (
  <div className="row no-print">
    <a className="button" href={pdf} download>
      {words.pdf}
    </a>
    <a className="button" href={csv} download>
      {words.csv}
    </a>
  </div>
)
