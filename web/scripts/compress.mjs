// Writes X.br and X.gz beside each built file that shrinks by it, so that the server compresses nothing at run time.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url).pathname;
const worthwhile = /\.(js|css|html|svg|json|wasm|webmanifest|txt)$/;

for (const name of readdirSync(dist, { recursive: true })) {
	const path = join(dist, name);
	if (!worthwhile.test(name) || !statSync(path).isFile()) continue;
	const bytes = readFileSync(path);
	// Quality 11 on the 5 MB of crypto takes ten seconds for two percent.
	const quality = bytes.length > 1_000_000 ? 9 : 11;
	const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
	const gzip = gzipSync(bytes, { level: 9 });
	if (brotli.length < bytes.length * 0.95) writeFileSync(`${path}.br`, brotli);
	if (gzip.length < bytes.length * 0.95) writeFileSync(`${path}.gz`, gzip);
}
