// Follow, follow back, asked, following: one button.
import { type MessageId, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { useMaker } from "../makers";
import type { VideoPerson } from "../shapes";
import { useFollow } from "./useFollow";

/** Nothing on my own page, and where I blocked them. */
export function FollowButton({ person, small }: { person: VideoPerson; small?: boolean }) {
	const t = useT();
	const follow = useFollow();
	const { name } = useMaker(person.userId, 48);
	const mine = useClient().getSafeUserId() === person.userId;
	if (mine || person.blocked) return null;
	const on = person.followed || person.requested;
	const label = t(followLabel(person));
	return (
		<Button
			kind={on ? "secondary" : "primary"}
			small={small ?? false}
			// In a list, the words alone do not say whom.
			aria-label={small ? t("video.actFor", { act: label, name }) : undefined}
			onPress={() => follow(person, !on)}
		>
			{label}
		</Button>
	);
}

/** What the button says. */
export function followLabel({ followed, requested, followsMe }: VideoPerson): MessageId {
	if (followed) return followsMe ? "video.areFriends" : "video.followed";
	if (requested) return "video.requested";
	return followsMe ? "video.followBack" : "video.follow";
}
