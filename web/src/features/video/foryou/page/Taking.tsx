// Taking the feed along, bringing one in, and forgetting.
import { Download, RotateCcw, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { saveFile } from "@/lib/saveFile";
import { Confirm } from "@/ui/Dialog";
import { Group, Row } from "@/ui/List";
import { toast } from "@/ui/Toast";
import { useFeed } from "../../feed/feeds";
import { useEngine } from "../engine";
import { dayOf } from "../today";

/** Of the mood that is on. */
export function Taking() {
	const t = useT();
	const { engine } = useEngine();
	const feed = useFeed({ kind: "forYou" });
	const input = useRef<HTMLInputElement>(null);
	const [asks, setAsks] = useState(false);
	const take = async () => {
		const file = await engine.call("export");
		saveFile(`causeway-feed-${dayOf(new Date())}.json`, new Blob([file], { type: "application/json" }));
	};
	const bring = async (file: File | undefined) => {
		if (!file) return;
		try {
			await engine.call("import", await file.text());
			toast(t("video.feed.brought"));
			void feed.refresh();
		} catch (error) {
			const newer = (error as Error).message === "newer";
			toast(t(newer ? "video.feed.newerFile" : "video.feed.foreignFile"));
		}
	};
	return (
		<Group title={t("video.feed.taking")} remark={t("video.feed.takingRemark")}>
			<Row icon={Download} label={t("video.feed.export")} onPress={() => void take()} />
			<Row icon={Upload} label={t("video.feed.import")} onPress={() => input.current?.click()} />
			<Row icon={RotateCcw} danger label={t("video.feed.reset")} onPress={() => setAsks(true)} />
			<input
				ref={input}
				type="file"
				accept="application/json,.json"
				hidden
				onChange={(event) => {
					void bring(event.target.files?.[0]);
					event.target.value = "";
				}}
			/>
			{asks && (
				<Confirm
					title={t("video.feed.resetTitle")}
					confirm={t("video.feed.reset")}
					danger
					isOpen
					onClose={() => setAsks(false)}
					onConfirm={() =>
						void engine.call("reset").then(() => {
							setAsks(false);
							void feed.refresh();
						})
					}
				>
					{t("video.feed.resetWords")}
				</Confirm>
			)}
		</Group>
	);
}
