// Writing an announcement.
import type { Room } from "matrix-js-sdk";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { announce } from "@/matrix/announcement";
import { useOutbox } from "@/matrix/useOutbox";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { usePlaces } from "./Details";
import styles from "./Details.module.css";

/** Goes back to the chat, where it stands on top. */
export function Announce({ room }: { room: Room }) {
	const t = useT();
	const outbox = useOutbox();
	const { toInfo, toChat } = usePlaces(room);
	const [words, setWords] = useState("");
	const send = () => {
		void announce(outbox, room, words.trim());
		toChat();
	};
	return (
		<Page title={t("rooms.announce")} onBack={toInfo} backOnDesktop>
			<div className={`${styles.details} ${styles.stack}`}>
				<Field
					label={t("rooms.announceWords")}
					help={t("rooms.announceMeans")}
					lines={5}
					value={words}
					onChange={setWords}
					maxLength={2000}
					autoFocus
				/>
				<Button kind="primary" wide isDisabled={!words.trim()} onPress={send}>
					{t("rooms.announceSend")}
				</Button>
			</div>
		</Page>
	);
}
