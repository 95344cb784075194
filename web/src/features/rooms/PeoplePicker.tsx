// Choosing several people: contacts first, then whoever the server finds; the chosen ones are chips that can be put back.
import { Check, X } from "lucide-react";
import { useMemo, useState } from "react";
import { Button, Checkbox } from "react-aria-components";
import { VList } from "virtua";
import { useT } from "@/lib/i18n";
import { useContacts } from "@/matrix/contacts";
import { useFoundPeople } from "@/matrix/directory";
import { useAvatarUrl } from "@/matrix/media";
import { PersonAvatar } from "@/matrix/people";
import { Avatar } from "@/ui/Avatar";
import { SearchBox } from "@/ui/SearchBox";
import styles from "./Details.module.css";

/** Somebody who can be chosen. */
export interface Candidate {
	userId: string;
	name: string;
	picture?: string | null;
}

interface PeoplePickerProps {
	chosen: readonly Candidate[];
	onChange: (chosen: readonly Candidate[]) => void;
	/** Those who are there already. */
	without?: (userId: string) => boolean;
}

/** As high as its container. */
export function PeoplePicker({ chosen, onChange, without = () => false }: PeoplePickerProps) {
	const t = useT();
	const [typed, setTyped] = useState("");
	const candidates = useCandidates(typed).filter(({ userId }) => !without(userId));
	const isChosen = (userId: string) => chosen.some((one) => one.userId === userId);
	const turn = (one: Candidate) => {
		setTyped("");
		onChange(isChosen(one.userId) ? chosen.filter(({ userId }) => userId !== one.userId) : [...chosen, one]);
	};
	return (
		<div className={styles.picker}>
			<div className={styles.search}>
				<SearchBox label={t("rooms.pickPeople")} value={typed} onChange={setTyped} />
			</div>
			{chosen.length > 0 && (
				<div className={styles.chips}>
					{chosen.map((one) => (
						<Button
							key={one.userId}
							className={styles.chip ?? ""}
							aria-label={t("rooms.putBack", { name: one.name })}
							onPress={() => turn(one)}
						>
							<PersonAvatar userId={one.userId} size={26} />
							<span dir="auto">{one.name}</span>
							<X size={14} aria-hidden />
						</Button>
					))}
				</div>
			)}
			{candidates.length === 0 ? (
				<p className={styles.hint} style={{ padding: "8px 20px", flex: 1 }}>
					{t(typed ? "rooms.nobodyFound" : "rooms.noContacts")}
				</p>
			) : (
				<VList className={styles.fill ?? ""}>
					{candidates.map((one) => (
						<Checkbox
							key={one.userId}
							isSelected={isChosen(one.userId)}
							className={styles.person ?? ""}
							onChange={() => turn(one)}
						>
							<CandidateFace one={one} />
							<span className={styles.words}>
								<span dir="auto">{one.name}</span>
								<span className={styles.detail} dir="ltr">
									{one.userId}
								</span>
							</span>
							<span className={styles.tick}>
								<Check size={15} strokeWidth={3} aria-hidden />
							</span>
						</Checkbox>
					))}
				</VList>
			)}
		</div>
	);
}

function CandidateFace({ one }: { one: Candidate }) {
	const src = useAvatarUrl(one.picture, 40);
	if (!one.picture) return <PersonAvatar userId={one.userId} size={40} />;
	return <Avatar id={one.userId} name={one.name} src={src} size={40} />;
}

function useCandidates(typed: string): Candidate[] {
	const { people } = useContacts();
	const found = useFoundPeople(typed);
	return useMemo(() => {
		const wanted = typed.trim().toLocaleLowerCase();
		const collator = new Intl.Collator(undefined, { numeric: true });
		const known = people
			.filter(({ name, userId }) => name.toLocaleLowerCase().includes(wanted) || userId.includes(wanted))
			.sort((a, b) => collator.compare(a.name, b.name));
		const ids = new Set(known.map(({ userId }) => userId));
		const others: Candidate[] = Array.isArray(found)
			? found.filter(({ userId }: Candidate) => !ids.has(userId))
			: [];
		// Somebody's exact id is a wish that needs no finding.
		const exact = /^@[^:\s]+:\S+$/.test(typed.trim()) ? typed.trim() : null;
		const all = [...known.map(({ userId, name }) => ({ userId, name })), ...others];
		return exact && !all.some(({ userId }) => userId === exact)
			? [{ userId: exact, name: exact.replace(/^@([^:]*):.*$/s, "$1") }, ...all]
			: all;
	}, [people, found, typed]);
}
