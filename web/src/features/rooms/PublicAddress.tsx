// A short address for the group, and whether it stands in the server's public list.
import { EventType, type Room, Visibility } from "matrix-js-sdk";
import { useEffect, useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Group, Row, SwitchRow } from "@/ui/List";
import styles from "./Details.module.css";
import { aliasOf, joinRuleOf, mayState } from "./links";

/** Nothing, for groups that nobody can find anyway. */
export function PublicAddress({ room }: { room: Room }) {
	const t = useT();
	const rule = joinRuleOf(room);
	if (rule !== "public" && rule !== "knock") return null;
	const alias = aliasOf(room);
	const may = mayState(room, EventType.RoomCanonicalAlias);
	return (
		<>
			<Group title={t("rooms.address")} remark={t("rooms.addressMeans")}>
				{alias && <Row label={alias} />}
				{may && <Listed room={room} />}
			</Group>
			{may && !alias && <NewAddress room={room} />}
		</>
	);
}

function NewAddress({ room }: { room: Room }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const [typed, setTyped] = useState("");
	const name = typed.trim().toLowerCase();
	const valid = /^[\p{L}\p{N}._=/-]{1,100}$/u.test(name);
	const server = client.getDomain() ?? "";
	const save = () =>
		void run(async () => {
			const alias = `#${name}:${server}`;
			await client.createAlias(alias, room.roomId);
			await client.sendStateEvent(room.roomId, EventType.RoomCanonicalAlias, { alias });
		});
	return (
		<Form
			className={styles.stack}
			onSubmit={(event) => {
				event.preventDefault();
				if (valid) save();
			}}
		>
			<Field
				label={t("rooms.newAddress")}
				help={`#${valid ? name : "…"}:${server}`}
				value={typed}
				onChange={setTyped}
				error={typed && !valid ? t("rooms.addressWrong") : null}
			/>
			<Button type="submit" isDisabled={!valid} isPending={busy}>
				{t("rooms.addAddress")}
			</Button>
		</Form>
	);
}

function Listed({ room }: { room: Room }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const [listed, setListed] = useState<boolean>();
	useEffect(() => {
		let shown = true;
		client.getRoomDirectoryVisibility(room.roomId).then(
			({ visibility }) => shown && setListed(visibility === "public"),
			// The server does not say: then there is nothing to switch.
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, [client, room]);
	if (listed === undefined) return null;
	const change = async (on: boolean) => {
		const wanted = on ? Visibility.Public : Visibility.Private;
		if (await run(() => client.setRoomDirectoryVisibility(room.roomId, wanted))) setListed(on);
	};
	return (
		<SwitchRow
			label={t("rooms.listed")}
			detail={t("rooms.listedMeans")}
			isSelected={listed}
			isDisabled={busy}
			onChange={(on) => void change(on)}
		/>
	);
}
