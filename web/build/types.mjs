// Writes src/generated/api.ts, the types of the server's interface, from the golden file api/openapi.json.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import openapi_typescript, { astToString } from "openapi-typescript";

const golden = new URL("../../api/openapi.json", import.meta.url);
const folder = new URL("../src/generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
const types = existsSync(golden)
  ? astToString(await openapi_typescript(golden))
  : "export interface paths {}\nexport interface components { schemas: Record<string, unknown> }\n";
writeFileSync(new URL("api.ts", folder), `/* Generated from api/openapi.json; never edited. */\n${types}`);
