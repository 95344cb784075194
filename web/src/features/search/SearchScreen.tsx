// Search over people, chats and messages; the address holds the question, so that the way back leads to the answers.
import { ArrowLeft, Search, Settings2, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useT } from "@/lib/i18n";
import { IconButton } from "@/ui/Button";
import { FilterBar } from "./FilterBar";
import { filtersOf } from "./filters";
import { Chats, Messages, People } from "./Results";
import styles from "./Search.module.css";
import { Start } from "./Start";
import { useSearch } from "./useSearch";

const pageSize = 30;

/** The place. */
export function SearchScreen() {
	const t = useT();
	const go = useNavigate();
	const [params, setParams] = useSearchParams();
	const query = params.get("q") ?? "";
	const [limit, setLimit] = useState(pageSize);
	const found = useSearch(query, filtersOf(params), limit);
	const page = useRef<HTMLElement>(null);
	const filtered = ["in", "by", "since"].some((name) => params.has(name));
	const type = (typed: string) => {
		setLimit(pageSize);
		setParams(
			(now) => {
				if (typed) now.set("q", typed);
				else now.delete("q");
				return now;
			},
			{ replace: true },
		);
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: it only moves the focus among what is inside
		<section ref={page} className={styles.page} onKeyDown={(event) => walk(event, page.current)}>
			<h1 className="visually-hidden">{t("search.title")}</h1>
			<header className={styles.head}>
				<IconButton icon={ArrowLeft} label={t("ui.back")} onPress={() => void go(-1)} />
				<search className={styles.box}>
					<Search size={18} strokeWidth={1.75} aria-hidden />
					<input
						className={styles.input}
						value={query}
						onChange={(event) => type(event.target.value)}
						placeholder={t("search.hint")}
						aria-label={t("search.title")}
						type="search"
						enterKeyHint="search"
						autoComplete="off"
						// biome-ignore lint/a11y/noAutofocus: the place is opened to type into it
						autoFocus
					/>
					{query && <IconButton icon={X} size={18} label={t("search.clear")} onPress={() => type("")} />}
				</search>
				<IconButton
					icon={Settings2}
					label={t("search.settings.title")}
					onPress={() => void go("/search/settings")}
				/>
			</header>
			<FilterBar />
			<div className={styles.results}>
				{query.trim() ? (
					<>
						{!filtered && <People query={query} />}
						{!filtered && <Chats query={query} />}
						<Messages query={query} found={found} onMore={() => setLimit(limit + 100)} />
					</>
				) : (
					<Start />
				)}
			</div>
		</section>
	);
}

/** The arrows walk from the field through the answers and back. */
function walk(event: KeyboardEvent, page: HTMLElement | null): void {
	if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
	const stops = [...(page?.querySelectorAll<HTMLElement>("input[type=search], [data-hit]") ?? [])];
	const at = stops.indexOf(document.activeElement as HTMLElement);
	if (at < 0) return;
	stops[Math.max(0, Math.min(stops.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
	event.preventDefault();
}
