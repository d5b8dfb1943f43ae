import { randomUUID } from 'node:crypto'
import express from 'express'
import pg from 'pg'
import twilio from 'twilio'

// What any program would do at least: the right-hand side of the comparisons. Nothing of ours is in it.
const { PORT = '', DATABASE_URL = '', TWILIO_AUTH_TOKEN = '' } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 })
// Whoever stops the bench takes the database away first.
pool.on('error', () => process.exit(1))
await pool.query(
  'CREATE TABLE IF NOT EXISTS bare_note (id uuid PRIMARY KEY, at timestamptz NOT NULL, body text NOT NULL)',
)

const FIXED_TWIML =
  '<?xml version="1.0" encoding="UTF-8"?><Response><Dial><Number>+390372900001</Number></Dial></Response>'

const app = express()
app.disable('x-powered-by')
app.post('/webhooks/twilio/voice/incoming', express.urlencoded({ extended: false }), (request, response) => {
  const signature = request.get('x-twilio-signature') ?? ''
  const url = `http://127.0.0.1:${PORT}${request.originalUrl}`
  if (!twilio.validateRequest(TWILIO_AUTH_TOKEN, signature, url, request.body)) return void response.sendStatus(403)
  response.type('text/xml').send(FIXED_TWIML)
})
app.post('/note', express.json(), async (request, response) => {
  const id = randomUUID()
  await pool.query('INSERT INTO bare_note (id, at, body) VALUES ($1, now(), $2)', [id, JSON.stringify(request.body)])
  response.json({ id })
})
app.get('/one', async (_request, response) => {
  const { rows } = await pool.query('SELECT 1 AS one')
  response.json(rows)
})
app.listen(Number(PORT), '127.0.0.1', () => process.send?.('ready'))
