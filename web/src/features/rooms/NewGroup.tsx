// A new group: who is in it, what it is called, who else may come.
import {
	EventType,
	HistoryVisibility,
	type MatrixClient,
	Preset,
	JoinRule as SpecJoinRule,
	Visibility,
} from "matrix-js-sdk";
import { useState } from "react";
import { Form } from "react-aria-components";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { arrival } from "@/matrix/joined";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Field } from "@/ui/Field";
import { Page } from "@/ui/Page";
import styles from "./Details.module.css";
import { type Candidate, PeoplePicker } from "./PeoplePicker";
import { PictureButton } from "./PictureButton";
import { useLocalPicture } from "./useLocalPicture";

type Openness = "invite" | "knock" | "public";

interface GroupWishes {
	name: string;
	picture: Blob | null;
	openness: Openness;
	people: readonly Candidate[];
}

/** The place /contacts/new-group: people first, then the rest. */
export function NewGroup() {
	const t = useT();
	const go = useNavigate();
	const [people, setPeople] = useState<readonly Candidate[]>([]);
	const [naming, setNaming] = useState(false);
	if (naming) return <Naming people={people} onBack={() => setNaming(false)} />;
	return (
		<Page title={t("rooms.newGroup")} onBack={() => void go("/contacts")} bare>
			<PeoplePicker chosen={people} onChange={setPeople} />
			<div className={styles.foot}>
				<Button kind="primary" wide onPress={() => setNaming(true)}>
					{people.length === 0 ? t("rooms.nextAlone") : t("rooms.next")}
				</Button>
			</div>
		</Page>
	);
}

function Naming({ people, onBack }: { people: readonly Candidate[]; onBack: () => void }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const [name, setName] = useState("");
	const [picture, setPicture] = useState<Blob | null>(null);
	const [openness, setOpenness] = useState<Openness>("invite");
	const src = useLocalPicture(picture);
	const create = async () => {
		let roomId = "";
		const done = await run(async () => {
			roomId = await createGroup(client, { name: name.trim(), picture, openness, people });
		});
		if (done) void go(`/chat/${encodeURIComponent(roomId)}`);
	};
	return (
		<Page title={t("rooms.newGroup")} onBack={onBack} backOnDesktop>
			<Form
				className={`${styles.details} ${styles.stack}`}
				onSubmit={(event) => {
					event.preventDefault();
					void create();
				}}
			>
				<PictureButton id={name} name={name || "·"} src={src} onPicture={setPicture} />
				<Field label={t("rooms.name")} value={name} onChange={setName} isRequired maxLength={100} autoFocus />
				<h2 className={styles.heading}>{t("rooms.whoJoins")}</h2>
				<Choice
					label={t("rooms.whoJoins")}
					value={openness}
					onChange={setOpenness}
					options={(["invite", "knock", "public"] as const).map((value) => ({
						value,
						label: t(`rooms.rule.${value}`),
						detail: t(`rooms.new.${value}Means`),
					}))}
				/>
				<Button kind="primary" type="submit" wide isDisabled={!name.trim()} isPending={busy}>
					{t("rooms.create")}
				</Button>
			</Form>
		</Page>
	);
}

/** Encrypted unless everybody may read it anyway; newcomers of a closed group see what is said from their invitation on. */
async function createGroup(client: MatrixClient, wishes: GroupWishes): Promise<string> {
	const open = wishes.openness === "public";
	const state = (type: string, content: object) => ({ type, state_key: "", content });
	const initial = [
		state(EventType.RoomHistoryVisibility, {
			history_visibility: open ? HistoryVisibility.Shared : HistoryVisibility.Invited,
		}),
	];
	if (!open) initial.push(state(EventType.RoomEncryption, { algorithm: "m.megolm.v1.aes-sha2" }));
	if (wishes.openness === "knock")
		initial.push(state(EventType.RoomJoinRules, { join_rule: SpecJoinRule.Knock }));
	if (wishes.picture) {
		const { content_uri: url } = await client.uploadContent(wishes.picture, { includeFilename: false });
		initial.push(state(EventType.RoomAvatar, { url }));
	}
	const { room_id: roomId } = await client.createRoom({
		name: wishes.name,
		preset: open ? Preset.PublicChat : Preset.PrivateChat,
		visibility: open ? Visibility.Public : Visibility.Private,
		initial_state: initial,
		invite: wishes.people.map(({ userId }) => userId),
	});
	await arrival(client, roomId);
	return roomId;
}
