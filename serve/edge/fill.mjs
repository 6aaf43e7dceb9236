// Puts a folder's files into the bucket that "wrangler dev --local" keeps:
//
//	node fill.mjs CONFIG STATE FOLDER
//
// CONFIG is the wrangler.jsonc of what make edge built, STATE the folder of
// wrangler's --persist-to.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { getPlatformProxy } from "wrangler";

const [configPath, state, folder] = process.argv.slice(2);
if (!folder) {
  console.error("fill.mjs takes CONFIG STATE FOLDER");
  process.exit(2);
}
const { env, dispose } = await getPlatformProxy({ configPath, persist: { path: join(state, "v3") } });
for (const file of await readdir(folder, { withFileTypes: true })) {
  if (file.isFile()) await env.DATA.put(file.name, new Uint8Array(await readFile(join(folder, file.name))).buffer);
}
await dispose();
