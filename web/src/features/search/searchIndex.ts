// The page's hand on the index.
import { deleteDB } from "idb";
import { trustedScript } from "@/lib/trusted";
import type { Entry } from "./entries";
import workerUrl from "./index.worker?worker&url";
import type { Answer, Calls, Filters, Progress } from "./protocol";

/** Asks the worker, which is started by the first question. */
export class SearchIndex {
	private worker: Worker | undefined;
	private readonly asked = new Map<
		number,
		{ resolve: (answer: never) => void; reject: (error: Error) => void }
	>();
	private next = 0;
	/** Whether there is to be an index at all: a question alone must not make one. */
	private open = false;

	/** From now on there is an index. */
	begin(): void {
		this.open = true;
	}

	/** Adds messages. */
	put = (entries: readonly Entry[]) => this.ask("put", { entries });
	/** Forgets recalled messages. */
	remove = (eventIds: readonly string[]) => this.ask("remove", { eventIds });
	/** Forgets a room. */
	forgetRoom = (roomId: string) => this.ask("forgetRoom", { roomId });
	/** Whether one of these is there. */
	known = (eventIds: readonly string[]) => this.ask("known", { eventIds });
	/** How far each room is read. */
	progress = () => this.ask("progress", {});
	/** Notes how far a room is read. */
	setProgress = (progress: Progress) => this.ask("setProgress", { progress });
	/** How much there is. */
	stats = () => this.ask("stats", {});
	/** Looks for messages. */
	find = (query: string, filters: Filters, limit: number) => this.ask("find", { query, filters, limit });

	/** Deletes everything from this device. */
	async delete(): Promise<void> {
		this.open = false;
		this.worker?.terminate();
		this.worker = undefined;
		for (const { reject } of this.asked.values()) reject(new Error("The index was deleted"));
		this.asked.clear();
		await deleteDB("causeway-search");
	}

	private ask<N extends keyof Calls>(name: N, what: Omit<Calls[N], "answer">): Promise<Calls[N]["answer"]> {
		if (!this.open) return Promise.reject(new Error("There is no index on this device"));
		this.worker ??= this.start();
		this.next += 1;
		const id = this.next;
		return new Promise((resolve, reject) => {
			this.asked.set(id, { resolve: resolve as (answer: never) => void, reject });
			this.worker?.postMessage({ ...what, id, name });
		});
	}

	private start(): Worker {
		const worker = new Worker(trustedScript(workerUrl), { type: "module", name: "search" });
		worker.onmessage = ({ data }: MessageEvent<Answer>) => {
			const waiting = this.asked.get(data.id);
			this.asked.delete(data.id);
			if ("error" in data) waiting?.reject(new Error(data.error));
			else waiting?.resolve(data.answer as never);
		};
		return worker;
	}
}
