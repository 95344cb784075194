// Name, description and picture of a group.
import { EventType, type Room } from "matrix-js-sdk";
import { useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { useAvatarUrl } from "@/matrix/media";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { usePlaces } from "./Details";
import styles from "./Details.module.css";
import { mayState, stateOf } from "./links";
import { PictureButton } from "./PictureButton";
import { useLocalPicture } from "./useLocalPicture";

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** Only what was changed is sent. */
export function EditGroup({ room }: { room: Room }) {
	const t = useT();
	const client = useClient();
	const { toInfo } = usePlaces(room);
	const { busy, run } = useAction();
	const before = {
		name: text(stateOf(room, EventType.RoomName).name),
		topic: text(stateOf(room, EventType.RoomTopic).topic),
	};
	const [name, setName] = useState(before.name);
	const [topic, setTopic] = useState(before.topic);
	// `null`: to be taken away; absent: as it is.
	const [picture, setPicture] = useState<Blob | null>();
	const local = useLocalPicture(picture ?? null);
	const mxc = text(stateOf(room, EventType.RoomAvatar).url) || null;
	const current = useAvatarUrl(picture === null ? null : mxc, 88);
	const save = async () => {
		const done = await run(async () => {
			if (picture) {
				const { content_uri: url } = await client.uploadContent(picture, { includeFilename: false });
				await client.sendStateEvent(room.roomId, EventType.RoomAvatar, { url });
			} else if (picture === null && mxc) await client.sendStateEvent(room.roomId, EventType.RoomAvatar, {});
			if (name.trim() !== before.name) await client.setRoomName(room.roomId, name.trim());
			if (topic.trim() !== before.topic) await client.setRoomTopic(room.roomId, topic.trim());
		});
		if (done) toInfo();
	};
	return (
		<Page title={t("rooms.edit")} onBack={toInfo} backOnDesktop>
			<Form
				className={`${styles.details} ${styles.stack}`}
				onSubmit={(event) => {
					event.preventDefault();
					void save();
				}}
			>
				{mayState(room, EventType.RoomAvatar) && (
					<PictureButton
						id={room.roomId}
						name={name || room.name}
						src={local ?? current}
						onPicture={setPicture}
						onRemove={picture || (mxc && picture !== null) ? () => setPicture(null) : undefined}
					/>
				)}
				<Field label={t("rooms.name")} value={name} onChange={setName} maxLength={100} />
				<Field
					label={t("rooms.topic")}
					help={room.hasEncryptionStateEvent() ? t("rooms.topicHelp") : undefined}
					lines={3}
					value={topic}
					onChange={setTopic}
					maxLength={1000}
				/>
				<Button kind="primary" type="submit" wide isPending={busy}>
					{t("rooms.save")}
				</Button>
			</Form>
		</Page>
	);
}
