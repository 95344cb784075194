// The accounts of this server.
import { MoreHorizontal, UserPlus, UsersRound } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useT } from "@/lib/i18n";
import { useAvatarUrl } from "@/matrix/media";
import { visible } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Avatar } from "@/ui/Avatar";
import { Button, IconButton } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { SwitchRow } from "@/ui/List";
import { Menu, type MenuEntry } from "@/ui/Menu";
import { SearchBox } from "@/ui/SearchBox";
import { toast } from "@/ui/Toast";
import styles from "./Admin.module.css";
import { type Person, useCall, usePages } from "./api";
import { useFormat } from "./format";
import { NewPerson } from "./NewPerson";
import { Once } from "./Once";
import { List } from "./Shown";

/** What is asked about somebody. */
type Asking = { about: Person; what: "deactivate" | "password" | "admin" };

/** The tab. */
export function People() {
	const t = useT();
	const [asked] = useSearchParams();
	const [typed, setTyped] = useState(asked.get("search") ?? "");
	const [making, setMaking] = useState(false);
	const [asking, setAsking] = useState<Asking>();
	const [secret, setSecret] = useState<{ userId: string; password: string }>();
	const pages = usePages<Person>(`people?limit=50&search=${encodeURIComponent(typed)}`, "people");
	const changed = (one: Person) =>
		pages.change((items) => items.map((item) => (item.user_id === one.user_id ? one : item)));
	return (
		<>
			<div className={styles.top}>
				<SearchBox label={t("admin.searchPeople")} value={typed} onChange={setTyped} />
				<Button icon={UserPlus} onPress={() => setMaking(true)}>
					{t("admin.newPerson")}
				</Button>
			</div>
			{pages.total !== undefined && (
				<p className={styles.count}>{t("admin.peopleCount", { count: pages.total })}</p>
			)}
			<List pages={pages} icon={UsersRound} empty={t("admin.noPeople")}>
				{(person) => (
					<PersonRow
						key={person.user_id}
						person={person}
						onAsk={(what) => setAsking({ about: person, what })}
					/>
				)}
			</List>
			{asking && (
				<Ask
					{...asking}
					onClose={() => setAsking(undefined)}
					onChanged={changed}
					onSecret={(password) => setSecret({ userId: asking.about.user_id, password })}
				/>
			)}
			{making && (
				<NewPerson
					onClose={() => setMaking(false)}
					onMade={(made) => {
						setMaking(false);
						setSecret({ userId: made.user_id, password: made.password });
						pages.reload();
					}}
				/>
			)}
			{secret && <Once {...secret} onClose={() => setSecret(undefined)} />}
		</>
	);
}

interface PersonRowProps {
	person: Person;
	onAsk: (what: Asking["what"]) => void;
}

function PersonRow({ person, onAsk }: PersonRowProps) {
	const t = useT();
	const format = useFormat();
	const me = useClient().getSafeUserId();
	const src = useAvatarUrl(person.avatar_url, 44);
	const name = visible(person.displayname) ?? person.user_id;
	const entries: MenuEntry[] = [
		{ id: "password", label: t("admin.resetPassword"), perform: () => onAsk("password") },
		{
			id: "admin",
			label: t(person.admin ? "admin.takeAdmin" : "admin.giveAdmin"),
			perform: () => onAsk("admin"),
		},
		{
			id: "deactivate",
			label: t("admin.deactivate"),
			danger: true,
			separated: true,
			perform: () => onAsk("deactivate"),
		},
	];
	const facts = [
		person.last_seen_ts
			? t("admin.seen", { when: format.moment(person.last_seen_ts) })
			: t("admin.neverSeen"),
		t("admin.devices", { count: person.devices }),
		...(person.media_bytes > 0 ? [format.bytes(person.media_bytes)] : []),
	];
	return (
		<li className={styles.row} data-faded={person.deactivated || undefined}>
			<Avatar id={person.user_id} name={name} src={src} size={44} />
			<span className={styles.words}>
				<span className={styles.line}>
					<strong className={styles.name} dir="auto">
						{name}
					</strong>
					{person.admin && <span className={styles.mark}>{t("admin.isAdmin")}</span>}
					{person.deactivated && (
						<span className={styles.mark} data-kind="bad">
							{t("admin.isDeactivated")}
						</span>
					)}
				</span>
				<span className={styles.faint} dir="ltr">
					{person.user_id}
				</span>
				<span className={styles.faint}>{facts.join(" · ")}</span>
			</span>
			{!person.deactivated && person.user_id !== me && (
				<Menu label={t("admin.actsOn", { name })} entries={entries}>
					<IconButton icon={MoreHorizontal} label={t("admin.actsOn", { name })} />
				</Menu>
			)}
		</li>
	);
}

interface AskProps extends Asking {
	onClose: () => void;
	onChanged: (person: Person) => void;
	onSecret: (password: string) => void;
}

function Ask({ about, what, onClose, onChanged, onSecret }: AskProps) {
	const t = useT();
	const call = useCall();
	const { busy, run } = useAction();
	const [erase, setErase] = useState(false);
	const name = visible(about.displayname) ?? about.user_id;
	const path = `people/${encodeURIComponent(about.user_id)}`;
	const acts: Record<Asking["what"], () => Promise<void>> = {
		deactivate: async () => {
			await call("POST", `${path}/deactivate`, { erase });
			onChanged({ ...about, deactivated: true, admin: false, devices: 0 });
			toast(t("admin.deactivated", { name }));
		},
		password: async () =>
			onSecret((await call<{ password: string }>("POST", `${path}/password`, {})).password),
		admin: async () => {
			await call("PUT", `${path}/admin`, { admin: !about.admin });
			onChanged({ ...about, admin: !about.admin });
		},
	};
	const words = {
		deactivate: { title: t("admin.deactivate"), says: t("admin.deactivateWords", { name }) },
		password: { title: t("admin.resetPassword"), says: t("admin.resetPasswordWords", { name }) },
		admin: about.admin
			? { title: t("admin.takeAdmin"), says: t("admin.takeAdminWords", { name }) }
			: { title: t("admin.giveAdmin"), says: t("admin.giveAdminWords", { name }) },
	}[what];
	return (
		<Confirm
			title={words.title}
			confirm={words.title}
			danger={what === "deactivate"}
			pending={busy}
			isOpen
			onClose={onClose}
			onConfirm={() => void run(acts[what]).then((worked) => worked && onClose())}
		>
			<p>{words.says}</p>
			{what === "deactivate" && (
				<SwitchRow
					label={t("admin.erase")}
					detail={t("admin.eraseWords")}
					isSelected={erase}
					onChange={setErase}
				/>
			)}
		</Confirm>
	);
}
