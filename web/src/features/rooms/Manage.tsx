// How the group is set up: who comes in, who writes, what newcomers see, its public address, moving to a new room.
import { EventType, HistoryVisibility, type Room } from "matrix-js-sdk";
import { type MessageId, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Choice } from "@/ui/Choice";
import { Group, Row, SwitchRow } from "@/ui/List";
import { Page } from "@/ui/Page";
import { usePlaces } from "./Details";
import styles from "./Details.module.css";
import { joinRuleOf, mayState, stateOf } from "./links";
import { PublicAddress } from "./PublicAddress";
import { isQuiet, withQuiet } from "./roles";
import { UpgradeRow } from "./UpgradeRow";

/** What somebody may not change is shown all the same. */
export function Manage({ room }: { room: Room }) {
	const t = useT();
	const { toInfo } = usePlaces(room);
	return (
		<Page title={t("rooms.manage")} onBack={toInfo} backOnDesktop>
			<div className={styles.details}>
				<h2 className={styles.heading}>{t("rooms.whoJoins")}</h2>
				<WhoJoins room={room} />
				<Writing room={room} />
				<h2 className={styles.heading}>{t("rooms.newcomers")}</h2>
				<Newcomers room={room} />
				<PublicAddress room={room} />
				<Group>
					<Row
						label={t("rooms.encryption")}
						detail={t(room.hasEncryptionStateEvent() ? "rooms.encryptionOn" : "rooms.encryptionOff")}
					/>
					<UpgradeRow room={room} />
				</Group>
			</div>
		</Page>
	);
}

const rules = ["invite", "knock", "public"] as const;

function WhoJoins({ room }: { room: Room }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const rule = joinRuleOf(room);
	const known = rules.some((one) => one === rule);
	return (
		<Choice
			label={t("rooms.whoJoins")}
			value={rule}
			isDisabled={busy || !mayState(room, EventType.RoomJoinRules)}
			onChange={(wanted) =>
				void run(() =>
					client.sendStateEvent(room.roomId, EventType.RoomJoinRules, { join_rule: wanted } as never),
				)
			}
			options={[
				...rules.map((value) => ({
					value: value as string as typeof rule,
					label: t(`rooms.rule.${value}`),
					detail: t(`rooms.rule.${value}Means`),
				})),
				// Set by another app.
				...(known ? [] : [{ value: rule, label: t("rooms.rule.other"), detail: t("rooms.rule.otherMeans") }]),
			]}
		/>
	);
}

function Writing({ room }: { room: Room }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const levels = stateOf(room, EventType.RoomPowerLevels);
	return (
		<Group>
			<SwitchRow
				label={t("rooms.quiet")}
				detail={t("rooms.quietMeans")}
				isSelected={isQuiet(levels)}
				isDisabled={busy || !mayState(room, EventType.RoomPowerLevels)}
				onChange={(quiet) =>
					void run(() =>
						client.sendStateEvent(room.roomId, EventType.RoomPowerLevels, withQuiet(levels, quiet) as never),
					)
				}
			/>
		</Group>
	);
}

const views = [HistoryVisibility.Shared, HistoryVisibility.Invited, HistoryVisibility.Joined] as const;

function Newcomers({ room }: { room: Room }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const now = (stateOf(room, EventType.RoomHistoryVisibility).history_visibility ??
		"shared") as HistoryVisibility;
	const options =
		now === HistoryVisibility.WorldReadable ? [...views, HistoryVisibility.WorldReadable] : views;
	return (
		<Choice
			label={t("rooms.newcomers")}
			value={now}
			isDisabled={busy || !mayState(room, EventType.RoomHistoryVisibility)}
			onChange={(wanted) =>
				void run(() =>
					client.sendStateEvent(room.roomId, EventType.RoomHistoryVisibility, { history_visibility: wanted }),
				)
			}
			options={options.map((value) => ({
				value,
				label: t(`rooms.history.${value}` as MessageId),
				detail: t(`rooms.history.${value}Means` as MessageId),
			}))}
		/>
	);
}
