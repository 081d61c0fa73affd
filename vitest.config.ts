import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: { conditions: ["effect-open-webui:source"] },
  ssr: { resolve: { conditions: ["effect-open-webui:source"] } },
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: "tests/support/globalSetup.ts",
    // One server serves all files, and some change its settings.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
