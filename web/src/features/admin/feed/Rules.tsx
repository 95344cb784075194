// What the host pins, demotes or leaves out; everybody can read it.
import { Plus } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { call, type Told } from "@/matrix/causeway";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Group, Row } from "@/ui/List";
import { SkeletonRows } from "@/ui/Skeleton";
import { Failed } from "../Shown";
import { NewRule } from "./NewRule";

type Rule = Told<"FeedRule">;

/** The list, and the ways to make and to take back. */
export function Rules() {
	const t = useT();
	const client = useClient();
	const [rules, setRules] = useState<readonly Rule[]>();
	const [error, setError] = useState<Error>();
	const [making, setMaking] = useState(false);
	const [taking, setTaking] = useState<Rule>();
	const { busy, run } = useAction();
	const load = useCallback(() => {
		setError(undefined);
		return call(client.getAccessToken(), "get", "feed/rules").then(
			(answer) => setRules(answer.rules),
			(problem: Error) => setError(problem),
		);
	}, [client]);
	useEffect(() => void load(), [load]);
	if (error && !rules) return <Failed error={error} onRetry={() => void load()} />;
	if (!rules) return <SkeletonRows rows={2} label={t("admin.loading")} />;
	const takeBack = ({ subject, value }: Rule) =>
		call(client.getAccessToken(), "delete", "admin/feed/rules", { query: { subject, value } });
	return (
		<Group title={t("admin.feed.rules")} remark={t("admin.feed.rulesRemark")}>
			{rules.map((rule) => {
				const words = t("admin.feed.rule", {
					kind: t(`admin.feed.${rule.kind}`),
					what: shown(rule, t(`admin.feed.subject.${rule.subject}`)),
				});
				return (
					<Row
						key={`${rule.subject} ${rule.value}`}
						label={words}
						detail={<bdi>{rule.reason}</bdi>}
						value={
							<Button
								small
								aria-label={t("admin.feed.takeBackOne", { rule: words })}
								onPress={() => setTaking(rule)}
							>
								{t("admin.feed.takeBack")}
							</Button>
						}
					/>
				);
			})}
			<Row icon={Plus} label={t("admin.feed.newRule")} onPress={() => setMaking(true)} />
			{making && (
				<NewRule
					onClose={() => setMaking(false)}
					onMade={() => {
						setMaking(false);
						void load();
					}}
				/>
			)}
			{taking && (
				<Confirm
					title={t("admin.feed.takeBackTitle")}
					confirm={t("admin.feed.takeBack")}
					pending={busy}
					isOpen
					onClose={() => setTaking(undefined)}
					onConfirm={() =>
						void run(() => takeBack(taking)).then((done) => {
							if (!done) return;
							setTaking(undefined);
							void load();
						})
					}
				>
					{t("admin.feed.takeBackWords")}
				</Confirm>
			)}
		</Group>
	);
}

const shown = ({ subject, value }: Rule, what: string): string =>
	subject === "tag" ? `#${value}` : subject === "author" ? value : `${what} ${value}`;
