// For scripts/app-icons: each icon.svg that is named becomes the icon.png beside it.
import { readFileSync } from "node:fs";
import { launch } from "./browser.mjs";

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
for (const file of process.argv.slice(2)) {
	await page.setContent(`<style>body{margin:0}svg{display:block}</style>${readFileSync(file, "utf8")}`);
	await page.screenshot({ path: file.replace(/svg$/, "png") });
}
await browser.close();
