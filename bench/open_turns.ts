/** Runs many turns at once, waits until each has given its first word, and prints how many bytes each of them holds. */
import { used } from "./measure.ts"
import { bareTurn, ownTurn, type Seen } from "./turn_clients.ts"

const [kind, url = "", token = "", providerUrl = "", count = "200"] = process.argv.slice(2)

const client = await (kind === "own" ? ownTurn(url, token) : bareTurn(url, token))

/** Begins that many turns, one after the other: the server's database takes one writer at a time. Gives their ends. */
const begin = async (turns: number): Promise<ReadonlyArray<Promise<Seen>>> => {
  const ends: Array<Promise<Seen>> = []
  for (let turn = 0; turn < turns; turn++) {
    await new Promise<void>((resolve, reject) => {
      const end = client.turn("[[hold]]", resolve)
      end.catch(reject)
      ends.push(end)
    })
  }
  return ends
}

const release = () => fetch(`${providerUrl}/release`)

// The first ones pay for what is made once.
const first = await begin(5)
await release()
await Promise.all(first)
const before = used()
const ends = await begin(Number(count))
const after = used()
await release()
// Some may fail now, for the same reason; what is measured has been.
await Promise.allSettled(ends)
console.log((after - before) / Number(count))
process.exit(0)
