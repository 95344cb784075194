// What one browser says in an app, and another hears: updates and the realtime channel.
import { p50, p95, short } from "./figures.mjs";
import { hasAll, meterOf } from "./meter.mjs";

/** @typedef {import("../../e2e/lib/person.mjs").Person} Person */
/** @typedef {import("../../e2e/lib/browser.mjs").Frame} Frame */

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @typedef {{ single: number, burst: number, seconds: number }} Sizes */

/** Rows; both look at the chat with the meter in it. @param {Person} one @param {Person} other @param {Sizes} sizes */
export async function talking(one, other, sizes) {
	for (const who of [one, other]) await who.page.getByTestId("app-card").last().click();
	return between(await meterOf(one), await meterOf(other), sizes);
}

/** Rows of two frames with the meter. @param {Frame} mine @param {Frame} theirs @param {Sizes} sizes */
export async function between(mine, theirs, sizes) {
	const rows = [await alone(mine, theirs, sizes.single)];
	for (const rate of [10, 50]) rows.push(await steadily(mine, theirs, rate, sizes.seconds));
	rows.push(await atOnce(mine, theirs, sizes.burst));
	await theyMeet(mine, theirs);
	for (const rate of [10, 50, 200]) rows.push(await live(mine, theirs, rate, sizes.seconds));
	return rows;
}

/** @param {Frame} frame @returns {Promise<[string, number, number, number][]>} */
const gotBy = (frame) => frame.evaluate(() => /** @type {any} */ (self).meter.got);
/** @param {Frame} frame */
const countOf = async (frame) => (await gotBy(frame)).length;

/** @param {readonly number[]} late @param {string} what @param {number} perSecond @param {string} lost */
const row = (what, late, perSecond, lost = "none") =>
	`| ${what} | ${perSecond ? short(perSecond) : "–"} | ${short(p50(late))} | ${short(p95(late))} | ${lost} |`;

/** One update after the other, none while another is on its way. @param {Frame} mine @param {Frame} theirs @param {number} times */
async function alone(mine, theirs, times) {
	const before = await countOf(theirs);
	for (let n = 0; n < times; n++) {
		await mine.evaluate((at) => /** @type {any} */ (self).meter.say(at), n);
		await hasAll(theirs, before + n + 1);
		await pause(1_100);
	}
	const late = (await gotBy(theirs)).slice(before).map(([, , at, when]) => when - at);
	return row(`${times} single updates, more than a second between them`, late, 0);
}

/** @param {Frame} mine @param {Frame} theirs @param {number} rate @param {number} seconds */
async function steadily(mine, theirs, rate, seconds) {
	const before = await countOf(theirs);
	const count = rate * seconds;
	await speak(mine, "say", rate, count);
	await hasAll(theirs, before + count);
	const got = (await gotBy(theirs)).slice(before);
	return row(
		`updates, ${rate} a second for ${seconds} s`,
		got.map(([, , at, when]) => when - at),
		rateOf(
			got.map(([, , , when]) => when),
			Math.min(...got.map(([, , at]) => at)),
		),
	);
}

/** @param {Frame} mine @param {Frame} theirs @param {number} count */
async function atOnce(mine, theirs, count) {
	const before = await countOf(theirs);
	await mine.evaluate((most) => {
		for (let n = 0; n < most; n++) /** @type {any} */ (self).meter.say(n);
	}, count);
	await hasAll(theirs, before + count);
	const got = (await gotBy(theirs)).slice(before);
	return row(
		`${count} updates at once`,
		got.map(([, , at, when]) => when - at),
		rateOf(
			got.map(([, , , when]) => when),
			Math.min(...got.map(([, , at]) => at)),
		),
	);
}

/** @param {readonly number[]} when @param {number} from */
const rateOf = (when, from) => (when.length * 1000) / (Math.max(...when) - from);

/** So often, until it was said so many times. @param {Frame} frame @param {"say" | "wave"} how @param {number} rate @param {number} count */
const speak = (frame, how, rate, count) =>
	frame.evaluate(
		async ([name, perSecond, most]) => {
			const { meter } = /** @type {any} */ (self);
			const from = Date.now();
			for (let n = 0; n < Number(most); n++) {
				const wait = from + (n * 1000) / Number(perSecond) - Date.now();
				if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
				meter[String(name)](n);
			}
		},
		[how, rate, count],
	);

/** Waves until it is seen: who has just come is not known yet. @param {Frame} mine @param {Frame} theirs */
async function theyMeet(mine, theirs) {
	const heard = () => theirs.evaluate(() => /** @type {any} */ (self).meter.heard.length);
	for (let tries = 0; (await heard()) === 0; tries++) {
		if (tries > 100) throw new Error("they do not hear each other");
		await mine.evaluate(() => /** @type {any} */ (self).meter.wave(-1));
		await pause(300);
	}
}

/** @param {Frame} mine @param {Frame} theirs @param {number} rate @param {number} seconds */
async function live(mine, theirs, rate, seconds) {
	await pause(2_000);
	await theirs.evaluate(() => void (/** @type {any} */ (self).meter.heard.splice(0)));
	const count = rate * seconds;
	await speak(mine, "wave", rate, count);
	await pause(3_000);
	/** @type {[number, number, number][]} */
	const heard = await theirs.evaluate(() => /** @type {any} */ (self).meter.heard);
	return row(
		`realtime, ${rate} a second for ${seconds} s`,
		heard.map(([, at, when]) => when - at),
		rateOf(
			heard.map(([, , when]) => when),
			Math.min(...heard.map(([, at]) => at)),
		),
		`${count - heard.length} of ${count}`,
	);
}
