// How loud a chat is: everything, only mentions, or nothing; by push rules, so that it holds on all devices.
import { type IPushRule, type MatrixClient, PushRuleActionName, PushRuleKind } from "matrix-js-sdk";
import { useChanges, useClient } from "./react";

/** What is told of a chat. */
export type Loudness = "all" | "mentions" | "none";

/** What the person chose for a chat. */
export function loudnessOf(client: MatrixClient, roomId: string): Loudness {
	const rules = client.pushRules?.global;
	if (rules?.override?.some((rule) => isMute(rule, roomId))) return "none";
	const own = rules?.room?.find((rule) => rule.rule_id === roomId && rule.enabled);
	return own && !own.actions.includes(PushRuleActionName.Notify) ? "mentions" : "all";
}

/** [`loudnessOf`], as it changes. */
export function useLoudness(roomId: string): Loudness {
	const client = useClient();
	useChanges(client, ["accountData"]);
	return loudnessOf(client, roomId);
}

function isMute(rule: IPushRule, roomId: string): boolean {
	const about = rule.conditions?.some(
		(one) => "pattern" in one && one.key === "room_id" && one.pattern === roomId,
	);
	return Boolean(about) && rule.enabled && !rule.actions.includes(PushRuleActionName.Notify);
}

/** Chooses. An override rule silences everything; a room rule lets mentions through, as they are told by override. */
export async function setLoudness(client: MatrixClient, roomId: string, wanted: Loudness): Promise<void> {
	const rules = client.pushRules?.global;
	for (const rule of rules?.override ?? [])
		if (isMute(rule, roomId)) await client.deletePushRule("global", PushRuleKind.Override, rule.rule_id);
	if (rules?.room?.some((rule) => rule.rule_id === roomId))
		await client.deletePushRule("global", PushRuleKind.RoomSpecific, roomId);
	if (wanted === "none")
		await client.addPushRule("global", PushRuleKind.Override, roomId, {
			conditions: [{ kind: "event_match", key: "room_id", pattern: roomId }] as never,
			actions: [],
		});
	if (wanted === "mentions")
		await client.addPushRule("global", PushRuleKind.RoomSpecific, roomId, { actions: [] });
}
