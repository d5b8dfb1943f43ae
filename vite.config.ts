import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const server = process.env.FILO_SERVER_URL ?? 'http://127.0.0.1:3000'

/** The component library carries its few sentences in 34 languages; the console speaks one. */
const italianOnly: Plugin = {
  name: 'italian-only',
  enforce: 'pre',
  transform: {
    filter: { id: /\/intl\/.*\/[a-z]{2}-[A-Z]{2}\.m?js$/ },
    handler: (_code, id) => (/\/(it-IT|en-US)\.m?js$/.test(id) ? undefined : 'export default {}'),
  },
}

export default defineConfig({
  root: 'operator-console',
  plugins: [italianOnly, react()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    // Files run in the order they are imported, also across chunks: zod is set before the contract's schemas are made.
    rolldownOptions: { output: { strictExecutionOrder: true } },
  },
  server: {
    host: '127.0.0.1',
    strictPort: true,
    // As objects: a bare address would rewrite Host, and the server would take our own pages for another site's.
    proxy: {
      '/api': { target: server },
      '/webhooks': { target: server },
      '/live': { target: server, ws: true },
    },
  },
})
