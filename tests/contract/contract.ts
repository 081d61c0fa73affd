/** What this client implements, read from its contracts: one entry for each operation and path. */
import { type Spec, specOf } from "../../src/internal/operation.ts"
import { contractsOf } from "../../src/OpenWebUI.ts"

export interface Implemented {
  readonly router: string
  /** The name of the method. */
  readonly operation: string
  readonly method: string
  /** The path as FastAPI writes it, for instance `/api/v1/chats/{id}`. */
  readonly path: string
  /** Set where the backend serves this path by the handler of another one, to which the method sends. */
  readonly aliasOf?: string
}

const template = (path: string): string => path.replaceAll(/:(\w+)\*?/g, "{$1}")

/** The paths that one operation covers, as FastAPI writes them: a parameter that may be left out makes two. */
const pathsOf = (spec: Spec): ReadonlyArray<string> => {
  const optional = /\/:(\w+)\?$/
  const own = optional.test(spec.path)
    ? [template(spec.path.replace(optional, "")), template(spec.path.replace(/\?$/, ""))]
    : [template(spec.path)]
  return own
}

export interface Stated {
  readonly router: string
  readonly operation: string
  readonly spec: Spec
}

/** Every operation as it is stated. */
export const stated: ReadonlyArray<Stated> = Object.entries(contractsOf()).flatMap(([router, operations]) =>
  Object.entries(operations).map(([operation, value]) => ({ router, operation, spec: specOf(value) }))
)

/** Every operation and path. */
export const contract: ReadonlyArray<Implemented> = stated.flatMap(({ operation, router, spec }) => [
  ...pathsOf(spec).map((path) => ({ router, operation, method: spec.method, path })),
  ...(spec.aliases ?? []).map((alias) => ({
    router,
    operation,
    method: spec.method,
    path: template(alias),
    aliasOf: template(spec.path)
  }))
])
