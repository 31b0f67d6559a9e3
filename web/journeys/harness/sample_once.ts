// The sample office is made once a run, by the first file that wants it, and copied by all; it is gone with the run.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    sample_place: string;
  }
}

export default function share_a_sample(project: TestProject): () => void {
  const place = mkdtempSync(join(tmpdir(), "zhibu-journey-sample-"));
  project.provide("sample_place", place);
  return () => rmSync(place, { recursive: true, force: true });
}
