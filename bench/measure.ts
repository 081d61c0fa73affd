/** What the benchmarks measure with. */

/** The median; of an even number the mean of the two in the middle. */
export const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** A wall clock that is finer than a millisecond and the same in all processes. */
export const now = (): number => performance.timeOrigin + performance.now()

/** The bytes that are in use once what is garbage is gone. Needs `--expose-gc`. */
export const used = (): number => {
  const { gc } = globalThis
  if (gc === undefined) throw new Error("run with --expose-gc")
  gc()
  gc()
  const { external, heapUsed } = process.memoryUsage()
  return heapUsed + external
}
