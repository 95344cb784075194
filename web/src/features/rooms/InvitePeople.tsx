// Asking people into a group.
import type { Room } from "matrix-js-sdk";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useAllMembers } from "@/matrix/members";
import { problemOf } from "@/matrix/problem";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/Toast";
import { usePlaces } from "./Details";
import styles from "./Details.module.css";
import { stateOf } from "./links";
import { type Candidate, PeoplePicker } from "./PeoplePicker";

/** Who cannot be asked stays chosen, with a word why. */
export function InvitePeople({ room }: { room: Room }) {
	const t = useT();
	const client = useClient();
	const { toInfo } = usePlaces(room);
	const [chosen, setChosen] = useState<readonly Candidate[]>([]);
	const [busy, setBusy] = useState(false);
	useAllMembers(room);
	const isHere = (userId: string) =>
		["join", "invite"].includes(room.getMember(userId)?.membership ?? "leave");
	const invite = async () => {
		setBusy(true);
		const left: Candidate[] = [];
		for (const one of chosen) {
			try {
				await client.invite(room.roomId, one.userId);
			} catch (error) {
				left.push(one);
				toast(t("rooms.notInvited", { name: one.name, why: problemOf(error, t) }));
			}
		}
		setBusy(false);
		setChosen(left);
		if (left.length > 0) return;
		toast(t("rooms.invited", { count: chosen.length }));
		toInfo();
	};
	return (
		<Page title={t("rooms.addPeople")} onBack={toInfo} backOnDesktop bare>
			<PeoplePicker chosen={chosen} onChange={setChosen} without={isHere} />
			<div className={styles.foot}>
				<p className={styles.hint}>{t(`rooms.theySee.${seen(room)}`)}</p>
				<Button
					kind="primary"
					wide
					isPending={busy}
					isDisabled={chosen.length === 0}
					onPress={() => void invite()}
				>
					{t("rooms.inviteCount", { count: chosen.length })}
				</Button>
			</div>
		</Page>
	);
}

/** What newcomers will see of what was said before. */
function seen(room: Room): "shared" | "invited" | "joined" {
	const visibility = stateOf(room, "m.room.history_visibility").history_visibility;
	return visibility === "invited" || visibility === "joined" ? visibility : "shared";
}
