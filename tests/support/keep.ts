/**
 * Keeps the servers of the tests up until Ctrl-C, and writes what the tests need to know to the file that is named:
 * `npm run test:server -- /tmp/server.json`, then `TEST_SERVER_INFO=/tmp/server.json npx vitest run tests/routers/Chats.test.ts`.
 */
import { writeFileSync } from "node:fs"
import { bringUp } from "./globalSetup.ts"

const [file] = process.argv.slice(2)
if (file === undefined) {
  console.error("Name the file to write, for instance: npm run test:server -- /tmp/server.json")
  process.exit(1)
}
const { info } = await bringUp()
// The token of the administrator is in it.
writeFileSync(file, JSON.stringify(info), { mode: 0o600 })
console.log(`${info.url} is up; TEST_SERVER_INFO=${file}`)
