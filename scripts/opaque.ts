/**
 * Prints the places whose shape a third party decides and which `refs/opaque.json` does not explain, and the entries
 * there that explain nothing any more: `node scripts/opaque.ts`. Sorts the list.
 */
import { writeFileSync } from "node:fs"
import { listed, listFile, places, unexplained, unneeded } from "../tests/contract/opaque.ts"

const entries = listed().toSorted((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
writeFileSync(listFile, `${JSON.stringify(entries, null, 2)}\n`)
for (const place of unexplained(entries)) console.log(`not explained: ${place}`)
for (const { place } of unneeded(entries)) console.log(`explains nothing: ${place}`)
console.log(`${places.length} places, ${entries.length} entries`)
