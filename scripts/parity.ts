/**
 * Prints where our contracts and the backend's own description differ and no correction says why:
 * `node scripts/parity.ts [router]`.
 */
import { missing, obsolete, unexplained, unknown } from "../tests/contract/parity.ts"

const [router] = process.argv.slice(2)
for (const { at, method, operation, ours, part, path, theirs } of unexplained(router)) {
  console.log(`${operation} (${method} ${path}) ${part} ${at}: backend says ${theirs}, ours ${ours}`)
}
for (const { method, path } of missing(router)) console.log(`not implemented: ${method} ${path}`)
for (const pair of unknown()) console.log(`the backend has no: ${pair}`)
for (const { file } of obsolete().filter(({ file }) => router === undefined || file.startsWith(`${router}/`))) {
  console.log(`explains nothing: refs/corrections/${file}`)
}
