// One feed on all of one's devices.
import { RefreshCw } from "lucide-react";
import { useEffect } from "react";
import { ago } from "@/lib/ago";
import { useT } from "@/lib/i18n";
import { choose, language, useSettings } from "@/lib/settings";
import { Group, Row, SwitchRow } from "@/ui/List";
import { toast } from "@/ui/Toast";
import type { FeedState } from "../Core";
import { useExchange } from "../exchange/Exchange";

/** Off until one wants it. */
export function Devices({ state: { exchanged } }: { state: FeedState }) {
	const t = useT();
	const { videoExchange } = useSettings();
	const { exchange, state } = useExchange();
	useEffect(() => {
		if (videoExchange) void exchange.look().catch(() => undefined);
	}, [exchange, videoExchange]);
	const turn = (on: boolean) => {
		choose({ videoExchange: on });
		exchange.follow();
	};
	const now = async () => {
		await exchange.send(true);
		if (exchange.read().trouble !== "unsent") toast(t("video.feed.exchange.sent"));
	};
	return (
		<Group title={t("video.feed.exchange")} remark={t("video.feed.exchange.remark")}>
			<SwitchRow
				label={t("video.feed.exchange.on")}
				detail={t("video.feed.exchange.words")}
				isSelected={videoExchange}
				onChange={turn}
			/>
			{videoExchange && (
				<>
					{state.devices?.length === 0 && <Row label={t("video.feed.exchange.alone")} />}
					{state.devices?.map(({ id, name }) => {
						const at = exchanged.get(id);
						return (
							<Row
								key={id}
								label={<bdi>{name ?? id}</bdi>}
								detail={
									at === undefined
										? t("video.feed.exchange.never")
										: t("video.feed.exchange.last", { when: ago(at, language()) })
								}
							/>
						);
					})}
					{state.trouble && <Row label={t(`video.feed.exchange.${state.trouble}`)} />}
					{state.devices && state.devices.length > 0 && (
						<Row icon={RefreshCw} label={t("video.feed.exchange.now")} onPress={() => void now()} />
					)}
				</>
			)}
		</Group>
	);
}
