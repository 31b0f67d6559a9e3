// How the unit tests of the faces run.
import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vite.config.ts";

export default mergeConfig(
  base,
  defineConfig({
    test: {
      environment: "jsdom",
      include: ["src/**/*.test.ts"],
      setupFiles: ["src/kernel/testing/setup.ts"],
      server: { deps: { inline: ["element-plus"] } },
    },
  }),
);
