// Following: shown at once, and taken back where the server does not agree.
import { useCallback } from "react";
import { useT } from "@/lib/i18n";
import { problemOf } from "@/matrix/problem";
import { toast } from "@/ui/Toast";
import { useVideoApi } from "../api";
import { changeVideosOf } from "../feed/videos";
import type { VideoPerson } from "../shapes";
import { changePerson } from "./known";

/** `on: false` also takes back what I asked for. */
export function useFollow(): (person: VideoPerson, on: boolean) => void {
	const t = useT();
	const api = useVideoApi();
	return useCallback(
		(before, on) => {
			const { userId } = before;
			const show = (following: boolean, requested: boolean) => {
				changePerson(userId, (now) => withFollow(now, following, requested), before);
				changeVideosOf(userId, (video) => ({ ...video, following }));
			};
			const asks = on && before.private && !before.followed;
			show(on && !asks, asks);
			api.follow(userId, on).then(
				({ following, requested }) => show(following, requested),
				(error: unknown) => {
					show(before.followed, before.requested);
					toast(problemOf(error, t));
				},
			);
		},
		[api, t],
	);
}

/** One follower more or less with it. */
export function withFollow(person: VideoPerson, followed: boolean, requested: boolean): VideoPerson {
	const { counts } = person;
	const by = Number(followed) - Number(person.followed);
	return {
		...person,
		followed,
		requested,
		counts: counts && { ...counts, followers: Math.max(0, counts.followers + by) },
	};
}
