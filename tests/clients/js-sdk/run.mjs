// Runs the matrix-js-sdk scenarios against a homeserver: run.mjs URL [WORD ...]
//
// Prints `ok NAME` or `not ok NAME: reason` for each scenario whose name contains all the words, and ends
// with a code other than 0 if any failed.

import { readdirSync } from "node:fs";

const SCENARIO_MS = 1000 * Number(process.env.CLIENTS_SCENARIO_S ?? 90);
const AT_ONCE = Number(process.env.CLIENTS_AT_ONCE ?? 3);

const print = console.log.bind(console);
if (!process.env.CLIENTS_LOG) {
    // The SDK and its WASM write to the console, whatever logger they are given.
    for (const level of ["trace", "debug", "log", "info", "warn", "error"]) console[level] = () => {};
}
process.on("unhandledRejection", () => {}); // a stopped client's last request

const [homeserver, ...words] = process.argv.slice(2);
if (!homeserver) {
    print("usage: run.mjs URL [WORD ...]");
    process.exit(2);
}

const { Fault, World } = await import("./people.mjs");

/** Every exported function of every file in scenarios/. */
async function scenarios() {
    const found = [];
    for (const file of readdirSync(new URL("scenarios/", import.meta.url)).sort()) {
        const module = await import(`./scenarios/${file}`);
        for (const [name, run] of Object.entries(module)) {
            const sentence = `${file.replace(".mjs", "")}: ${name.replaceAll("_", " ")}`;
            if (words.every((word) => sentence.includes(word))) found.push([sentence, run]);
        }
    }
    return found;
}

/** Runs one scenario in a world of its own; true when it holds. */
async function verdict(name, run) {
    const world = new World(homeserver);
    const begin = Date.now();
    let timer;
    const bell = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Fault(`not done after ${SCENARIO_MS / 1000} s`)), SCENARIO_MS);
    });
    try {
        await Promise.race([run(world), bell]);
        if (world.faults.length) throw new Fault(`the server answered ${world.faults[0]}`);
        print(`ok ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
        return true;
    } catch (error) {
        print(`not ok ${name}: ${error.message}`);
        if (!(error instanceof Fault)) print(error.stack);
        return false;
    } finally {
        clearTimeout(timer);
        world.close();
    }
}

const queue = await scenarios();
const total = queue.length;
let held = 0;
async function worker() {
    for (let next = queue.shift(); next; next = queue.shift()) {
        if (await verdict(...next)) held++;
    }
}
await Promise.all(Array.from({ length: AT_ONCE }, worker));
print(`${held} of ${total} scenarios hold`);
process.exit(total > 0 && held === total ? 0 : 1);
