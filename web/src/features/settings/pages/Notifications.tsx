// What is told, how loud, and when not.

import { Volume2 } from "lucide-react";
import { PushRuleKind } from "matrix-js-sdk";
import { useCallback, useEffect, useState } from "react";
import { chime } from "@/lib/chime";
import { useT } from "@/lib/i18n";
import { clockOf, minutesOf } from "@/lib/quietHours";
import { choose, useSettings } from "@/lib/settings";
import { disablePush, enablePush, type PushState, pushState } from "@/matrix/push";
import { useChanges, useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Choice } from "@/ui/Choice";
import { Group, Row, SwitchRow } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import styles from "../Settings.module.css";

/** The page. */
export function Notifications() {
	const t = useT();
	const now = useSettings();
	return (
		<>
			<Push />
			<Group>
				<SwitchRow
					label={t("settings.notify.words")}
					detail={t("settings.notify.wordsHelp")}
					isSelected={now.notifyWords}
					onChange={(notifyWords) => choose({ notifyWords })}
				/>
				<SwitchRow
					label={t("settings.notify.sound")}
					isSelected={now.sounds}
					onChange={(sounds) => choose({ sounds })}
				/>
				<Row icon={Volume2} label={t("settings.notify.try")} onPress={chime} />
			</Group>
			<QuietHours />
			<Groups />
		</>
	);
}

function Push() {
	const t = useT();
	const client = useClient();
	const [state, setState] = useState<PushState | null>(null);
	const { busy, run } = useAction();
	const look = useCallback(() => void pushState().then(setState), []);
	useEffect(look, [look]);
	const change = async (on: boolean) => {
		choose({ notifyAsked: true });
		await run(() => (on ? enablePush(client) : disablePush(client)));
		look();
	};
	return (
		<Group title={t("settings.notify.here")} remark={t("settings.notify.hereRemark")}>
			<SwitchRow
				label={t("settings.notify.push")}
				detail={t("settings.notify.pushHelp")}
				isSelected={state === "on"}
				isDisabled={busy || state === null || state === "denied" || state === "unsupported"}
				onChange={(on) => void change(on)}
			/>
			{(state === "denied" || state === "unsupported") && (
				<div className={styles.padded}>
					<Notice kind="warning">{t(`settings.notify.${state}`)}</Notice>
				</div>
			)}
		</Group>
	);
}

function QuietHours() {
	const t = useT();
	const { quiet, quietFrom, quietTo } = useSettings();
	return (
		<Group title={t("settings.notify.quiet")}>
			<SwitchRow
				label={t("settings.notify.quietOn")}
				detail={t("settings.notify.quietHelp")}
				isSelected={quiet}
				onChange={(on) => choose({ quiet: on })}
			/>
			{quiet && (
				<div className={styles.times}>
					<Time
						label={t("settings.notify.from")}
						minutes={quietFrom}
						onChange={(minutes) => choose({ quietFrom: minutes })}
					/>
					<Time
						label={t("settings.notify.to")}
						minutes={quietTo}
						onChange={(minutes) => choose({ quietTo: minutes })}
					/>
				</div>
			)}
		</Group>
	);
}

function Time({
	label,
	minutes,
	onChange,
}: {
	label: string;
	minutes: number;
	onChange: (minutes: number) => void;
}) {
	return (
		<label className={styles.time}>
			{label}
			<input
				type="time"
				value={clockOf(minutes)}
				onChange={(event) => {
					const typed = minutesOf(event.target.value);
					if (typed !== null) onChange(typed);
				}}
			/>
		</label>
	);
}

/** The server's own rules for messages in groups (spec: default underride rules). */
const groupRules = [".m.rule.message", ".m.rule.encrypted"];

function Groups() {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	useChanges(client, ["accountData"]);
	const rules = client.pushRules?.global?.underride ?? [];
	const all = groupRules.some((id) => rules.find((rule) => rule.rule_id === id)?.enabled ?? true);
	const change = (value: "all" | "mentions") =>
		void run(async () => {
			for (const id of groupRules)
				await client.setPushRuleEnabled("global", PushRuleKind.Underride, id, value === "all");
		});
	return (
		<Group title={t("settings.notify.groups")} remark={t("settings.notify.groupsRemark")}>
			<Choice
				label={t("settings.notify.groups")}
				value={all ? "all" : "mentions"}
				onChange={change}
				isDisabled={busy}
				options={[
					{ value: "all", label: t("settings.notify.all") },
					{ value: "mentions", label: t("settings.notify.mentions") },
				]}
			/>
		</Group>
	);
}
