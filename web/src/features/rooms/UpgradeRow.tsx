// Moving the group to a new room of the newest version (spec: room upgrades).
import { EventType, type Room } from "matrix-js-sdk";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Confirm } from "@/ui/Dialog";
import { Row } from "@/ui/List";
import { mayState } from "./links";

/** Shown where the server has a newer version, to those who may. */
export function UpgradeRow({ room }: { room: Room }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const [asking, setAsking] = useState(false);
	const newest = useNewestVersion();
	const now = room.getVersion();
	const may = mayState(room, EventType.RoomTombstone) && newest !== undefined && newest !== now;
	const upgrade = async () => {
		let replacement = "";
		const done = await run(async () => {
			({ replacement_room: replacement } = await client.upgradeRoom(room.roomId, newest ?? now));
		});
		if (done) void go(`/chat/${encodeURIComponent(replacement)}`);
	};
	return (
		<>
			<Row
				label={t("rooms.version", { version: now })}
				detail={t(may ? "rooms.upgradeRow" : "rooms.versionMeans")}
				onPress={may ? () => setAsking(true) : undefined}
			/>
			<Confirm
				title={t("rooms.upgradeTitle")}
				confirm={t("rooms.upgrade")}
				pending={busy}
				isOpen={asking}
				onConfirm={() => void upgrade()}
				onClose={() => setAsking(false)}
			>
				<p>{t("rooms.upgradeWords")}</p>
			</Confirm>
		</>
	);
}

function useNewestVersion(): string | undefined {
	const client = useClient();
	const [version, setVersion] = useState<string>();
	useEffect(() => {
		let shown = true;
		client.getCapabilities().then(
			(can) => shown && setVersion(can["m.room_versions"]?.default),
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, [client]);
	return version;
}
