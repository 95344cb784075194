// A chat's menu in the list; leaving asks first.
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import type { RoomSummary } from "@/matrix/rooms";
import { Confirm } from "@/ui/Dialog";
import { MenuList } from "@/ui/Menu";
import { ContextMenu } from "../menu/ContextMenu";
import { type RowAction, rowActions } from "./rowActions";
import { useRowAction } from "./useRowAction";

interface RowMenuProps {
	summary: RoomSummary;
	at: { x: number; y: number } | null;
	onClose: () => void;
}

/** Mounted only while open. */
export function RowMenu({ summary, at, onClose }: RowMenuProps) {
	const t = useT();
	const client = useClient();
	const go = useNavigate();
	const perform = useRowAction(summary);
	const [leaving, setLeaving] = useState<RowAction | null>(null);
	const name = roomNameOf(client, summary.room, summary.directUserId);
	if (leaving)
		return (
			<Confirm
				title={t("chat.leave.title", { name })}
				confirm={t("chat.row.leave")}
				danger
				isOpen
				onConfirm={() => {
					onClose();
					perform(leaving);
					if (location.pathname.includes(encodeURIComponent(summary.roomId))) void go("/chat");
				}}
				onClose={onClose}
			>
				{t("chat.leave.why")}
			</Confirm>
		);
	return (
		<ContextMenu at={at} title={name} onClose={onClose}>
			<MenuList
				label={name}
				autoFocus
				entries={rowActions(summary).map((action) => ({
					id: action.id,
					label: t(action.label),
					icon: action.icon,
					danger: action.danger,
					separated: action.danger,
					perform: () => {
						if (action.id === "leave") return setLeaving(action);
						onClose();
						perform(action);
					},
				}))}
			/>
		</ContextMenu>
	);
}
