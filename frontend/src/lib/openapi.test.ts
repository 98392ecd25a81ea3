/** The generated types match openapi.json. */
import { readFileSync } from "node:fs";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, it } from "vitest";

it("has the types of openapi.json; if not, run `npm run types`", async () => {
  const description = "openapi.json";
  const types = await openapiTS(JSON.parse(readFileSync(description, "utf8")), {
    defaultNonNullable: false,
  });
  const current = readFileSync("src/lib/openapi.d.ts", "utf8");
  expect(COMMENT_HEADER + astToString(types)).toBe(current);
});
