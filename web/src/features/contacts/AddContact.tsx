// Finding somebody: by name among those who chose to be found, by id or link, or by their code.
import { QrCode, ScanLine, SearchX, WifiOff } from "lucide-react";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useT } from "@/lib/i18n";
import { type FoundPerson, useFoundPeople } from "@/matrix/directory";
import { useAvatarUrl } from "@/matrix/media";
import { useClient } from "@/matrix/react";
import { Avatar } from "@/ui/Avatar";
import { Empty } from "@/ui/Empty";
import { Group, Row } from "@/ui/List";
import { Page } from "@/ui/Page";
import { SearchBox } from "@/ui/SearchBox";
import { SkeletonRows } from "@/ui/Skeleton";
import { type Address, parseAddress } from "./address";
import { personPlace, placeOf, useHere } from "./links";
import styles from "./Person.module.css";

/** The place /contacts/add. */
export function AddContact() {
	const t = useT();
	const go = useNavigate();
	const here = useHere();
	const [query] = useSearchParams();
	const [typed, setTyped] = useState(query.get("q") ?? "");
	const address = parseAddress(typed, here);
	return (
		<Page title={t("contacts.add")} onBack={() => void go("/contacts")}>
			<div className={styles.person}>
				<SearchBox label={t("contacts.addSearch")} value={typed} onChange={setTyped} autoFocus />
				{!typed.trim() && (
					<Group remark={t("contacts.findable")}>
						<Row icon={ScanLine} label={t("contacts.scan")} to="/contacts/scan" />
						<Row icon={QrCode} label={t("contacts.myCode")} to="/contacts/code" />
					</Group>
				)}
				{address ? (
					<Pointed address={address} />
				) : (
					typed.trim() && <Found typed={typed.trim()} serverName={here.serverName} />
				)}
			</div>
		</Page>
	);
}

/** What a pasted address leads to. */
function Pointed({ address }: { address: Address }) {
	const t = useT();
	const place = placeOf(address);
	if (!place) return <p className={styles.hint}>{t("contacts.alreadyIn")}</p>;
	if (address.kind === "room")
		return (
			<Group>
				<Row
					before={<Avatar id={address.id} name={address.id} square size={42} />}
					label={t("contacts.openGroup")}
					detail={address.id}
					to={place}
				/>
			</Group>
		);
	return address.kind === "person" ? <Exact userId={address.userId} /> : null;
}

function Exact({ userId }: { userId: string }) {
	const mine = userId === useClient().getSafeUserId();
	const name = userId.replace(/^@([^:]*):.*$/s, "$1");
	return (
		<Group>
			<Row
				before={<Avatar id={userId} name={name} size={42} />}
				label={name}
				detail={userId}
				to={mine ? "/contacts/code" : personPlace(userId)}
			/>
		</Group>
	);
}

function Found({ typed, serverName }: { typed: string; serverName: string }) {
	const t = useT();
	const found = useFoundPeople(typed);
	if (found === undefined) return <SkeletonRows rows={3} label={t("contacts.searching")} />;
	if (found === "failed") return <Empty icon={WifiOff}>{t("rooms.problem.offline")}</Empty>;
	// Whoever does not want to be found is still reached by those who know the exact name.
	const exact = /^[a-z0-9._=/-]+$/.test(typed) ? `@${typed}:${serverName}` : null;
	const others = found.filter((one) => one.userId !== exact);
	return (
		<>
			{others.length > 0 && (
				<Group>
					{others.map((one) => (
						<FoundRow key={one.userId} person={one} />
					))}
				</Group>
			)}
			{found.length === 0 && <Empty icon={SearchX}>{t("contacts.noneFound")}</Empty>}
			{exact && (
				<Group title={t("contacts.exactName")} remark={t("contacts.findable")}>
					<Row
						before={<Avatar id={exact} name={typed} size={42} />}
						label={typed}
						detail={exact}
						to={personPlace(exact)}
					/>
				</Group>
			)}
		</>
	);
}

function FoundRow({ person }: { person: FoundPerson }) {
	const src = useAvatarUrl(person.picture, 42);
	return (
		<Row
			before={<Avatar id={person.userId} name={person.name} src={src} size={42} />}
			label={person.name}
			detail={person.userId}
			to={personPlace(person.userId)}
		/>
	);
}
