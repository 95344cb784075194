// A place or a poll on its way.
import { useT } from "@/lib/i18n";
import type { OutboxEntry } from "@/matrix/outbox";
import { locationOf } from "./location/geo";
import location from "./location/Location.module.css";
import { LocationCard } from "./location/LocationBody";
import poll from "./polls/Poll.module.css";
import { questionOf } from "./polls/poll";

/** The card that it will be, without the link. */
export function UnsentLocation({ entry }: { entry: OutboxEntry }) {
	const { place, description } = locationOf(entry.content);
	return (
		<div className={location.body}>{place && <LocationCard place={place} description={description} />}</div>
	);
}

/** The question and its answers; they can be chosen when it is sent. */
export function UnsentPoll({ entry }: { entry: OutboxEntry }) {
	const t = useT();
	const question = questionOf(entry.content);
	if (!question) return <em>{t("media.poll.broken")}</em>;
	return (
		<section className={poll.poll}>
			<h4 className={poll.question} dir="auto">
				{question.question}
			</h4>
			{question.answers.map(({ id, words }) => (
				<span key={id} className={poll.answer}>
					<span className={poll.box} />
					<span className={poll.words} dir="auto">
						{words}
					</span>
				</span>
			))}
		</section>
	);
}
