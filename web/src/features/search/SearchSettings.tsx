// The index on this device: whether there is one, how big it is, and its deletion.
import { useCallback, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { Confirm } from "@/ui/Dialog";
import { Group, Row, SwitchRow } from "@/ui/List";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/Toast";
import { useCrawlState, useSearchFeed } from "./context";
import type { Stats } from "./protocol";

/** The page `/search/settings`. */
export function SearchSettings() {
	const t = useT();
	const go = useNavigate();
	const feed = useSearchFeed();
	const { searchIndex } = useSettings();
	const { rooms, roomsDone, running } = useCrawlState();
	const [stats, reload] = useStats(roomsDone);
	const size = useSize();
	const [asking, setAsking] = useState<"off" | "rebuild" | null>(null);
	const confirmed = async () => {
		if (asking === "off") choose({ searchIndex: false });
		setAsking(null);
		await feed.rebuild();
		toast(t("search.settings.deleted"));
		reload();
	};
	return (
		<Page title={t("search.settings.title")} onBack={() => void go(-1)} backOnDesktop>
			<Group remark={t("search.settings.remark")}>
				<SwitchRow
					label={t("search.settings.keep")}
					isSelected={searchIndex}
					onChange={(on) => (on ? choose({ searchIndex: true }) : setAsking("off"))}
				/>
			</Group>
			{searchIndex && (
				<Group>
					<Row
						label={t("search.settings.messages")}
						value={stats ? t("search.settings.count", { count: stats.messages }) : "…"}
					/>
					<Row label={t("search.settings.size")} value={stats ? size(stats.bytes) : "…"} />
					<Row
						label={t("search.settings.history")}
						value={
							running && roomsDone < rooms
								? t("search.settings.chats", { done: roomsDone, all: rooms })
								: t("search.settings.complete")
						}
					/>
					<Row danger label={t("search.settings.rebuild")} onPress={() => setAsking("rebuild")} />
				</Group>
			)}
			<Confirm
				title={asking === "off" ? t("search.settings.offTitle") : t("search.settings.rebuild")}
				confirm={asking === "off" ? t("search.settings.offConfirm") : t("search.settings.rebuild")}
				danger
				isOpen={asking !== null}
				onClose={() => setAsking(null)}
				onConfirm={() => void confirmed()}
			>
				{asking === "off" ? t("search.settings.offWords") : t("search.settings.rebuildWords")}
			</Confirm>
		</Page>
	);
}

function useStats(roomsDone: number): [Stats | undefined, () => void] {
	const { index } = useSearchFeed();
	const [stats, setStats] = useState<Stats>();
	const reload = useCallback(() => {
		index.stats().then(setStats, () => undefined);
	}, [index]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: read again as rooms are read
	useEffect(reload, [reload, roomsDone]);
	return [stats, reload];
}

function useSize(): (bytes: number) => string {
	const language = useLanguage();
	return (bytes) => {
		const small = bytes < 1e6;
		const unit = small ? "kilobyte" : "megabyte";
		const format = new Intl.NumberFormat(language, {
			style: "unit",
			unit,
			maximumFractionDigits: small ? 0 : 1,
		});
		return format.format(bytes / (small ? 1e3 : 1e6));
	};
}
