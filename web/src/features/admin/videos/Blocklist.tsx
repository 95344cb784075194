// Pictures that may not come: hashes of frames, as other hosts share them.
import { useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Group, Row } from "@/ui/List";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import styles from "../Admin.module.css";
import { useAnswer, useCall, useCallText } from "../api";
import { useFormat } from "../format";
import { Failed } from "../Shown";
import own from "./Videos.module.css";

/** How many there are, more from a file, or none any more. */
export function Blocklist() {
	const t = useT();
	const call = useCall();
	const send = useCallText();
	const format = useFormat();
	const picker = useRef<HTMLInputElement>(null);
	const { busy, run } = useAction();
	const [lines, setLines] = useState("");
	const [asks, setAsks] = useState(false);
	const { answer, error, reload } = useAnswer<{ total: number }>("video_blocklist?limit=1");
	if (error && !answer) return <Failed error={error} onRetry={reload} />;
	if (!answer) return <SkeletonRows rows={3} label={t("admin.loading")} />;
	const add = (text: string) =>
		void run(
			async () => {
				const { changed } = await send<{ changed: number }>("video_blocklist", text);
				toast(t("admin.blocklistAdded", { count: changed }));
				setLines("");
				reload();
			},
			{ M_INVALID_PARAM: "admin.blocklistWrong" },
		);
	return (
		<div className={own.list}>
			<p className={styles.intro}>{t("admin.blocklistIntro")}</p>
			<Group>
				<Row label={t("admin.blocklistCount")} value={format.number(answer.total)} />
			</Group>
			<Field
				label={t("admin.blocklistLines")}
				help={t("admin.blocklistHelp")}
				lines={5}
				value={lines}
				onChange={setLines}
			/>
			<div className={own.acts}>
				<Button kind="primary" isPending={busy} isDisabled={lines.trim() === ""} onPress={() => add(lines)}>
					{t("admin.blocklistAdd")}
				</Button>
				<Button isDisabled={busy} onPress={() => picker.current?.click()}>
					{t("admin.blocklistFile")}
				</Button>
				{answer.total > 0 && (
					<Button kind="danger" isDisabled={busy} onPress={() => setAsks(true)}>
						{t("admin.blocklistClear")}
					</Button>
				)}
			</div>
			<input
				ref={picker}
				type="file"
				accept=".txt,.csv,text/plain"
				hidden
				aria-label={t("admin.blocklistFile")}
				onChange={(event) => {
					const [file] = event.target.files ?? [];
					event.target.value = "";
					if (file) void file.text().then(add);
				}}
			/>
			{asks && (
				<Confirm
					title={t("admin.blocklistClear")}
					confirm={t("admin.blocklistClear")}
					danger
					pending={busy}
					isOpen
					onClose={() => setAsks(false)}
					onConfirm={() =>
						void run(() => call("DELETE", "video_blocklist")).then((done) => {
							if (!done) return;
							setAsks(false);
							reload();
						})
					}
				>
					{t("admin.blocklistClearWords")}
				</Confirm>
			)}
		</div>
	);
}
