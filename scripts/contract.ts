/** Prints what this client implements, one JSON object for each operation and path: `npm run -s contract`. */
import { contract } from "../tests/contract/contract.ts"

console.log(`[\n${contract.map((one) => `  ${JSON.stringify(one)}`).join(",\n")}\n]`)
