// Writes src/generated/api.ts, the types of the server's interface, from the golden file api/openapi.json.
import { mkdirSync, writeFileSync } from "node:fs";
import openapi_typescript, { astToString } from "openapi-typescript";

const folder = new URL("../src/generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
const types = astToString(await openapi_typescript(new URL("../../api/openapi.json", import.meta.url)));
writeFileSync(new URL("api.ts", folder), `/* Generated from api/openapi.json; never edited. */\n${types}`);
