/** The server sends what lies beside a file as .br or .gz, so that nothing is compressed per request. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSIBLE = /\.(js|css|html|svg|json)$/;
const SMALLEST_WORTH_IT = 1024;

export const precompress = (folder: string): Plugin => ({
  name: "segue:precompress",
  apply: "build",
  closeBundle() {
    for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!COMPRESSIBLE.test(entry)) continue;
      const file = join(folder, entry);
      const content = readFileSync(file);
      if (content.length < SMALLEST_WORTH_IT) continue;
      writeFileSync(`${file}.br`, brotliCompressSync(content));
      writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
    }
  },
});
