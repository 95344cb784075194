// What else can be done about somebody: their page among my contacts, not to see them, to report them.
import { Ban, EyeOff, Flag, Link2, MoreHorizontal, UserRound } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { useAction } from "@/matrix/useAction";
import { IconButton } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Menu } from "@/ui/Menu";
import { toast } from "@/ui/Toast";
import { useVideoApi } from "../api";
import { personPath } from "../paths";
import { ReportSheet } from "../report/ReportSheet";
import type { VideoPerson } from "../shapes";
import { avoid } from "./calls";
import { changePerson } from "./known";

/** A button that opens it. */
export function PersonMenu({ person, name }: { person: VideoPerson; name: string }) {
	const t = useT();
	const go = useNavigate();
	const { run } = useAction();
	const [open, setOpen] = useState<"block" | "report" | null>(null);
	const { userId, muted, blocked } = person;
	const avoids = useAvoid(userId);
	const close = () => setOpen(null);
	const copy = () =>
		navigator.clipboard.writeText(location.origin + personPath(userId)).then(() => toast(t("ui.copied")));
	return (
		<>
			<Menu
				label={t("video.actionsFor", { name })}
				entries={[
					{
						id: "about",
						label: t("video.profileOf", { name }),
						icon: UserRound,
						perform: () => void go(`/contacts/${encodeURIComponent(userId)}`),
					},
					{ id: "link", label: t("ui.copyLink"), icon: Link2, perform: () => void run(copy) },
					{
						id: "mute",
						label: t(muted ? "video.unmutePerson" : "video.mutePerson"),
						icon: EyeOff,
						separated: true,
						perform: () =>
							void avoids("mute", !muted).then(
								(done) => done && !muted && toast(t("video.mutedPerson", { name })),
							),
					},
					{
						id: "block",
						label: t(blocked ? "video.unblock" : "video.block"),
						icon: Ban,
						danger: !blocked,
						perform: () => (blocked ? void avoids("block", false) : setOpen("block")),
					},
					{
						id: "report",
						label: t("video.report"),
						icon: Flag,
						danger: true,
						perform: () => setOpen("report"),
					},
				]}
			>
				<IconButton icon={MoreHorizontal} label={t("video.actionsFor", { name })} />
			</Menu>
			{open === "block" && (
				<Confirm
					title={t("video.blockTitle", { name })}
					confirm={t("video.block")}
					danger
					isOpen
					onClose={close}
					onConfirm={() => void avoids("block", true).then(close)}
				>
					{t("video.blockWords")}
				</Confirm>
			)}
			{open === "report" && <ReportSheet about={{ kind: "person", userId, name }} onClose={close} />}
		</>
	);
}

/** Blocks, mutes, or no longer; resolves to whether it worked. */
export function useAvoid(userId: string): (how: "block" | "mute", on: boolean) => Promise<boolean> {
	const api = useVideoApi();
	const { run } = useAction();
	return (how, on) =>
		run(async () => {
			await avoid(api, how, userId, on);
			changePerson(userId, (now) =>
				how === "mute"
					? { ...now, muted: on }
					: { ...now, blocked: on, ...(on && { followed: false, requested: false, followsMe: false }) },
			);
		});
}
