// The events of one mini-app as the server has them, page by page, the newest first.
import { Direction, type MatrixClient, MatrixError, type MatrixEvent } from "matrix-js-sdk";
import { mark } from "./events";

/** Some events, and where older ones begin; absent: there are none. */
export interface Page {
	events: MatrixEvent[];
	next?: string;
}

/** Of one app. */
export class EventPages {
	/** Whether the server has no list of the app's events for me. */
	private unlisted = false;

	constructor(
		private readonly client: MatrixClient,
		private readonly roomId: string,
		private readonly app: string,
	) {}

	/** A page of so many at most, or of fewer, as the server likes. */
	async read(limit: number, from?: string): Promise<Page> {
		if (!this.unlisted)
			try {
				return await this.relations(limit, from);
			} catch (error) {
				// The app's message is not there for who came after it, and so neither is what belongs to it.
				if (!(error instanceof MatrixError) || error.httpStatus !== 404) throw error;
				this.unlisted = true;
			}
		return this.fromHistory(limit, from);
	}

	private async relations(limit: number, from?: string): Promise<Page> {
		const answer = await this.client.fetchRelations(this.roomId, this.app, mark, null, {
			dir: Direction.Backward,
			limit,
			...(from !== undefined && { from }),
		});
		return this.pageOf(answer.chunk, answer.next_batch, from);
	}

	/** From all that I may see of the room. */
	private async fromHistory(limit: number, from: string | undefined): Promise<Page> {
		const answer = await this.client.createMessagesRequest(
			this.roomId,
			from ?? null,
			limit,
			Direction.Backward,
		);
		const { events, ...rest } = this.pageOf(answer.chunk, answer.end, from);
		return { ...rest, events: events.filter((event) => event.getRelation()?.event_id === this.app) };
	}

	private pageOf(chunk: readonly object[], next: string | null | undefined, from: string | undefined): Page {
		// They are deciphered when their page has its turn.
		const toEvent = this.client.getEventMapper({ decrypt: false });
		const events = chunk.map((raw) => toEvent(raw));
		return { events, ...(next && next !== from && events.length > 0 && { next }) };
	}
}
