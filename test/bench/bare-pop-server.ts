import { createServer } from 'node:http'
import pg from 'pg'
import { Server } from 'socket.io'

// The least that makes a card appear: NOTIFY, a socket, one read. Nothing of ours is in it.
const { PORT = '', DATABASE_URL = '' } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 })
const listener = new pg.Client({ connectionString: DATABASE_URL })
// Whoever stops the bench takes the database away first.
pool.on('error', () => process.exit(1))
listener.on('error', () => process.exit(1))

const server = createServer((request, response) => {
  const sql = request.method === 'POST' ? "SELECT pg_notify('bare_ring', $1)" : 'SELECT $1 AS one'
  pool.query(sql, [request.url?.split('/').at(-1)]).then(
    ({ rows }) => response.end(JSON.stringify(rows)),
    () => response.writeHead(500).end(),
  )
})
const io = new Server(server, { path: '/live', transports: ['websocket'], serveClient: false })
io.on('connection', (socket) => void socket.join(String(socket.handshake.auth.point)))
await listener.connect()
await listener.query('LISTEN bare_ring')
listener.on('notification', ({ payload = '' }) => void io.to(payload).emit('ring'))
server.listen(Number(PORT), '127.0.0.1', () => process.send?.('ready'))
