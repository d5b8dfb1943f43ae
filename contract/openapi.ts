import { z } from 'zod'
import { type Endpoint, problem } from './endpoint.ts'

type JsonSchema = Record<string, unknown>

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
  }) as JsonSchema
  return rest
}

/** The API as an OpenAPI 3.1 document: nothing in it is written by hand. */
export function openApiDocument(table: Readonly<Record<string, Endpoint>>): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {}
  for (const [name, endpoint] of Object.entries(table)) {
    const path = `/api${endpoint.path.replaceAll(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(name, endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Filo d’Argento',
      version: '1',
      description: 'The helpline: calls, contacts, requests, services and reports.',
    },
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'filo_session' } },
      schemas: { Problem: schemaOf(problem, 'output') },
    },
  }
}

function operation(name: string, endpoint: Endpoint): JsonSchema {
  return {
    operationId: name,
    summary: endpoint.summary,
    'x-guard': endpoint.guard,
    security: endpoint.guard === 'open' ? [] : [{ session: [] }],
    parameters: [...parametersIn('path', endpoint.params), ...parametersIn('query', endpoint.query)],
    ...(endpoint.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') } },
          },
        }
      : {}),
    responses: { [endpoint.status ?? 200]: answer(endpoint), default: refusal },
  }
}

function parametersIn(place: 'path' | 'query', schema: z.ZodObject | undefined): JsonSchema[] {
  if (!schema) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, JsonSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function answer(endpoint: Endpoint): JsonSchema {
  const description = 'Done'
  if (endpoint.status === 204) return { description }
  if (endpoint.answer instanceof z.ZodType) {
    return { description, content: { 'application/json': { schema: schemaOf(endpoint.answer, 'output') } } }
  }
  return { description, content: { [endpoint.answer.file]: { schema: { type: 'string', format: 'binary' } } } }
}

const refusal: JsonSchema = {
  description: 'A refusal, in words',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}
