import { words } from './words.ts'

/** To a caller nobody knows. */
export const WhatToAsk = () => (
  <ul className="call-lines" aria-label={words.whatToAsk}>
    {words.questions.map((question) => (
      <li key={question}>{question}</li>
    ))}
  </ul>
)
