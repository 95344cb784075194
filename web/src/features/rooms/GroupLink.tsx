// The group's link and QR code: what it opens, and for whom.
import { EventType, type Room } from "matrix-js-sdk";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { RoomAvatar } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { ShareLink } from "@/ui/ShareLink";
import { usePlaces } from "./Details";
import styles from "./Details.module.css";
import { joinRuleOf, mayState, roomLink } from "./links";

/** Where people come only by being asked, the link opens nothing, and that is said. */
export function GroupLink({ room }: { room: Room }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { info, toInfo } = usePlaces(room);
	const rule = joinRuleOf(room);
	const closed = rule === "invite" || rule === "private";
	const link = roomLink(room, location.origin, client.getDomain() ?? "");
	const mayOpen = mayState(room, EventType.RoomJoinRules);
	return (
		<Page title={t("rooms.link")} onBack={toInfo} backOnDesktop>
			<div className={styles.details}>
				{closed && (
					<Notice
						action={
							mayOpen && (
								<Button small onPress={() => void go(`${info}/manage`)}>
									{t("rooms.change")}
								</Button>
							)
						}
					>
						{t("rooms.linkClosed")}
					</Notice>
				)}
				{!closed && (
					<p className={styles.hint} style={{ textAlign: "center" }}>
						{t(rule === "public" ? "rooms.linkPublic" : "rooms.linkKnock")}
					</p>
				)}
				<ShareLink link={link} label={t("rooms.codeOf", { name: room.name })} words={room.name}>
					<RoomAvatar room={room} directUserId={null} size={56} />
					<h2 className={styles.name} dir="auto">
						{room.name}
					</h2>
				</ShareLink>
			</div>
		</Page>
	);
}
