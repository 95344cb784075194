// Updates of mini-apps are no messages: nobody's phone rings for them, except for whom an app calls. Where events are
// encrypted the server sees only the relation, so that a rule of the account says it (spec: push rules, override).
import { type IPushRule, type MatrixClient, PushRuleKind } from "matrix-js-sdk";
import { mark } from "./events";

type Body = Pick<IPushRule, "actions" | "conditions">;

const encrypted = { kind: "event_match", key: "type", pattern: "m.room.encrypted" };
const ofApp = { kind: "event_property_is", key: "content.m\\.relates_to.rel_type", value: mark };

/** The rule that keeps quiet. */
export const quietRule = "io.causeway.xdc.quiet";
/** The rule that lets through who is called; before the other one. */
export const callRule = "io.causeway.xdc.call";

/** The rules of somebody, in the order in which they hold. */
export function rulesFor(userId: string): [id: string, body: Body][] {
	const me = { kind: "event_property_contains", key: "content.m\\.relates_to.notify", value: userId };
	return [
		[
			callRule,
			{
				conditions: [encrypted, ofApp, me],
				actions: ["notify", { set_tweak: "sound", value: "default" }],
			} as Body,
		],
		[quietRule, { conditions: [encrypted, ofApp], actions: [] } as Body],
	];
}

/** Sets the rules that are missing; once per account. */
export async function silenceUpdates(client: MatrixClient): Promise<void> {
	const rules = client.pushRules?.global.override;
	if (
		!rules ||
		(rules.some((one) => one.rule_id === quietRule) && rules.some((one) => one.rule_id === callRule))
	)
		return;
	// A new rule comes before the others of its kind: the last one to be set is the first one to be asked.
	// Offline: the next start tries again.
	for (const [id, body] of rulesFor(client.getSafeUserId()).reverse())
		await client.addPushRule("global", PushRuleKind.Override, id, body).catch(() => undefined);
}
