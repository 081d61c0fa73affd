/** A real browser: Debian's Chromium, without a window. */
import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"

const path = "/usr/bin/chromium"

/** Installs the browser where this may be done. */
const obtain = (): void => {
  if (existsSync(path)) return
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    execFileSync("apt-get", ["update", "-qq"], { stdio: "ignore" })
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { stdio: "ignore" })
  }
  if (!existsSync(path)) throw new Error(`This test needs Chromium as ${path}: apt-get install chromium`)
}

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

/** Starts the browser with a profile of its own, which goes with it. The installation may take minutes. */
export const launchChromium = (): Promise<Browser> => {
  obtain()
  return chromium.launch({ executablePath: path, args: flags })
}
