/**
 * How strict the types are: of recorded answers in which one value is of a wrong type, which share does decoding refuse?
 * `npm run -s mutate` prints it for every router, `npm run -s mutate chats` for one; `--list` names what is accepted.
 */
import { parseArgs } from "node:util"
import { decodeExchange, type Exchange, exchangeOf, recorded } from "../tests/contract/decode.ts"

/** How deep fields are changed; the items of a list are as deep as the list. */
const deepest = 3

interface Mutant {
  /** The field, for instance `items[].meta.size`. */
  readonly at: string
  readonly value: unknown
}

/** A value of another type. */
const wrong = (value: unknown): unknown => {
  switch (typeof value) {
    case "string":
      return 12_345
    case "number":
    case "bigint":
      return "wrong"
    case "boolean":
      return "wrong"
    default:
      return value === null ? [1] : Array.isArray(value) ? "wrong" : 12_345
  }
}

/** Every copy of a value in which one field is wrong. */
const mutants = (value: unknown, at: string, depth: number): ReadonlyArray<Mutant> => {
  if (typeof value !== "object" || value === null) return []
  if (Array.isArray(value)) {
    const [first, ...rest] = value
    return mutants(first, `${at}[]`, depth).map((one) => ({ ...one, value: [one.value, ...rest] }))
  }
  if (depth > deepest) return []
  return Object.entries(value).flatMap(([key, child]): ReadonlyArray<Mutant> => {
    const here = at === "" ? key : `${at}.${key}`
    const whole = (changed: unknown) => ({ ...value, [key]: changed })
    return [
      { at: here, value: whole(wrong(child)) },
      ...mutants(child, here, depth + 1).map((one) => ({ ...one, value: whole(one.value) }))
    ]
  })
}

/** Whether the client gives an answer on. */
const isAccepted = (exchange: Exchange): boolean => {
  const { ok, reason } = decodeExchange(exchange)
  return ok && reason === null
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { list: { type: "boolean" } } })
const [asked] = positionals

const share = (refused: number, all: number): string => (all === 0 ? "-" : (refused / all).toFixed(3))

const total = { refused: 0, all: 0 }
for (const [router, lines] of recorded()) {
  if (asked !== undefined && asked !== router) continue
  let refused = 0
  let all = 0
  const accepted = new Map<string, number>()
  for (const line of lines) {
    const exchange = exchangeOf(line)
    const { response_json, status } = exchange
    if (status < 200 || status >= 300 || response_json === undefined) continue
    const { operation } = decodeExchange(exchange)
    for (const { at, value } of mutants(response_json, "", 1)) {
      all++
      if (isAccepted({ ...exchange, response_json: value })) {
        const place = `${operation} ${at}`
        accepted.set(place, (accepted.get(place) ?? 0) + 1)
      } else refused++
    }
  }
  total.refused += refused
  total.all += all
  console.log(`${router}: ${share(refused, all)} (${refused} of ${all})`)
  if (values.list === true) for (const [place, count] of accepted) console.log(`  ${place} (${count})`)
}
if (asked === undefined) console.log(`total: ${share(total.refused, total.all)} (${total.refused} of ${total.all})`)
