import { config } from 'zod'

// The page's security policy forbids code made at run time; zod would try it once, to see, with every schema.
config({ jitless: true })
