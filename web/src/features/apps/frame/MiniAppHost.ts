// One mini-app in one frame: brings its files to its origin, gives each of its pages a port, and does for it what it asks.
import { trustedScript } from "@/lib/trusted";
import type { Instance } from "../Instance";
import type { AppMessage } from "./appMessages";
import { type Archive, ArchiveError, type ArchiveFault, readArchive } from "./archive";
import type { FromBridge, ToBridge } from "./bridge.worker";
import workerUrl from "./bridge.worker?worker&url";
import { isolates } from "./isolation";
import { originOf } from "./origins";
import { shutIn } from "./sandbox";

/** Why a mini-app does not open. */
export type FrameFault =
	| { reason: "off" }
	| { reason: "weak" }
	| { reason: "unreachable" }
	| { reason: "archive"; fault: ArchiveFault; detail: string };

/** How it is with a mini-app. `silent`: its page does not answer. `flood`: it was stopped for asking too much. */
export type FrameState =
	| { kind: "opening" | "running" | "silent" | "flood" }
	| { kind: "failed"; fault: FrameFault };

class Failure extends Error {
	constructor(readonly fault: FrameFault) {
		super(fault.reason);
	}
}

/** The first page takes no longer than this, or the server is away. */
const bootPatienceMs = 30_000;
/** A page that is there for so long without asking for a port has no `webxdc.js`. */
const mutePageMs = 3_000;

interface Hooks {
	/** Told of each change. */
	onState: (state: FrameState) => void;
	/** Asked before a link is followed. */
	onLink: (href: string) => void;
}

/** Made with the frame's element; `close()` ends it. */
export class MiniAppHost {
	private readonly worker = new Worker(trustedScript(workerUrl), { type: "module", name: "mini-app" });
	private origin = "";
	private opened = false;
	private closed = false;
	private boot = Promise.withResolvers<MessagePort>();
	private stopUpdates: (() => void) | undefined;
	private listening = 0;
	private realtime: ReturnType<Instance["joinRealtime"]>;
	/** Whether the page that loads now has asked for its port. */
	private hasPort = false;
	private mute: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly frame: HTMLIFrameElement,
		private readonly instance: Instance,
		private readonly hooks: Hooks,
	) {
		this.worker.addEventListener("message", (event: MessageEvent<FromBridge>) => this.fromBridge(event.data));
		addEventListener("message", this.onMessage);
		frame.addEventListener("load", this.onLoad);
	}

	/** Opens the app at a place within; `isReviewed`: asked where the browser cannot keep it from the network. */
	async open(href: string | undefined, isReviewed: (sha256: string) => Promise<boolean>): Promise<void> {
		this.hooks.onState({ kind: "opening" });
		try {
			await this.start(href, isReviewed);
		} catch (error) {
			if (this.closed) return;
			this.frame.removeAttribute("src");
			this.hooks.onState({ kind: "failed", fault: asFault(error) });
		}
	}

	/** Ends everything; updates that wait for their turn are handed over. */
	close(): void {
		this.closed = true;
		removeEventListener("message", this.onMessage);
		this.frame.removeEventListener("load", this.onLoad);
		this.frame.removeAttribute("src");
		clearTimeout(this.mute);
		this.forgetPage();
		this.tellWorker({ do: "end" });
	}

	private async start(
		href: string | undefined,
		isReviewed: (sha256: string) => Promise<boolean>,
	): Promise<void> {
		const origin = await originOf(await this.instance.label());
		if (!origin) throw new Failure({ reason: "off" });
		if (this.closed) return;
		this.origin = origin;
		// The first page is ours: it may load while it is found out whether the app may follow.
		shutIn(this.frame).src = `${origin}/-/boot`;
		const packed = this.instance.archive();
		const archive = packed.then(readArchive);
		// Nobody may ask for it: the app's origin has kept the files of last time.
		archive.catch(() => undefined);
		const [port, isolated, digest, selfAddr] = await Promise.all([
			within(bootPatienceMs, this.boot.promise),
			isolates(),
			this.instance.sha256 ?? packed.then(digestOf),
			this.instance.selfAddr(),
		]);
		if (!isolated && !(await isReviewed(digest))) throw new Failure({ reason: "weak" });
		if (this.closed) return;
		await this.hand(port, { digest, start: startOf(href), selfAddr, archive });
	}

	/** Hands the app over to the first page, which then goes to it. */
	private async hand(
		port: MessagePort,
		app: { digest: string; start: string; selfAddr: string; archive: Promise<Archive> },
	): Promise<void> {
		const { instance } = this;
		const config = {
			selfAddr: app.selfAddr,
			selfName: instance.selfName(),
			sendUpdateInterval: instance.sendUpdateInterval,
			sendUpdateMaxSize: instance.sendUpdateMaxSize,
		};
		const next = () =>
			new Promise<{ type: string; why?: unknown }>((resolve) => {
				port.onmessage = ({ data }) => resolve(data);
			});
		const first = next();
		port.postMessage({ digest: app.digest, start: app.start, config });
		let said = await within(bootPatienceMs, first);
		if (said.type === "files") {
			const { files } = await app.archive;
			const given = [...files].map(([name, bytes]) => ({ name, bytes: bytes.slice().buffer }));
			const second = next();
			port.postMessage(
				{ files: given },
				given.map(({ bytes }) => bytes),
			);
			said = await within(bootPatienceMs, second);
		}
		if (said.type !== "kept") throw new Error(String(said.why));
		port.close();
		this.opened = true;
	}

	/** A page of the origin says that it is there by handing over a port. What else it says is not even looked at. */
	private onMessage = (event: MessageEvent): void => {
		const [port] = event.ports;
		if (event.source !== this.frame.contentWindow || event.origin !== this.origin || !port) return;
		if (!this.opened) {
			this.boot.resolve(port);
			return;
		}
		clearTimeout(this.mute);
		this.hasPort = true;
		this.forgetPage();
		const updateMax = this.instance.sendUpdateMaxSize;
		this.worker.postMessage({ do: "page", updateMax } satisfies ToBridge, [port]);
		this.hooks.onState({ kind: "running" });
	};

	private onLoad = (): void => {
		if (!this.opened) return;
		clearTimeout(this.mute);
		// Such a page has no `webxdc.js`: that the page before it answers no more is no reason to say that the app does not.
		if (!this.hasPort) this.mute = setTimeout(() => this.tellWorker({ do: "drop" }), mutePageMs);
		this.hasPort = false;
		this.hooks.onState({ kind: "running" });
	};

	private forgetPage(): void {
		this.listening += 1;
		this.stopUpdates?.();
		this.stopUpdates = undefined;
		this.realtime?.leave();
		this.realtime = undefined;
	}

	private tellWorker(message: ToBridge): void {
		this.worker.postMessage(message);
	}

	private tellApp(message: unknown): void {
		this.tellWorker({ do: "tell", message });
	}

	private fromBridge(told: FromBridge): void {
		if ("app" in told) this.perform(told.app);
		else if ("ended" in told) this.worker.terminate();
		else if (this.closed) return;
		else if ("flood" in told) {
			// The empty page that now comes is none of the app's.
			this.opened = false;
			clearTimeout(this.mute);
			this.frame.removeAttribute("src");
			this.forgetPage();
			this.hooks.onState({ kind: "flood" });
		} else this.hooks.onState({ kind: told.silent && !document.hidden ? "silent" : "running" });
	}

	private perform(message: AppMessage): void {
		if (message.type === "sendUpdate") this.instance.sendUpdate(message.update);
		if (this.closed) return;
		switch (message.type) {
			case "listen":
				void this.listen(message.id, message.serial);
				break;
			case "all":
				void this.all(message.id);
				break;
			case "sendToChat": {
				const { id, text, file } = message;
				this.instance.sendToChat({ ...(text && { text }), ...(file && { file }) });
				this.tellApp({ type: "answer", id });
				break;
			}
			case "importFiles":
				void this.importFiles(message);
				break;
			case "joinRealtime":
				this.realtime?.leave();
				this.realtime = this.instance.joinRealtime((data) =>
					this.tellApp({ type: "realtime", data: data.slice().buffer }),
				);
				break;
			case "realtime":
				this.realtime?.send(new Uint8Array(message.data));
				break;
			case "leaveRealtime":
				this.realtime?.leave();
				this.realtime = undefined;
				break;
			case "link":
				this.hooks.onLink(message.href);
		}
	}

	/** Only the last listener counts. */
	private async listen(id: number, serial: number): Promise<void> {
		this.listening += 1;
		const mine = this.listening;
		this.stopUpdates?.();
		this.stopUpdates = undefined;
		const stop = await this.instance.updates(serial, (update) => {
			if (mine === this.listening) this.tellApp({ type: "update", id, update: JSON.stringify(update) });
		});
		if (mine !== this.listening) return stop();
		this.stopUpdates = stop;
		this.tellApp({ type: "answer", id });
	}

	private async all(id: number): Promise<void> {
		const value: string[] = [];
		const stop = await this.instance.updates(0, (update) => void value.push(JSON.stringify(update)));
		stop();
		this.tellApp({ type: "answer", id, value });
	}

	private async importFiles({ id, filter }: AppMessage & { type: "importFiles" }): Promise<void> {
		const value = await this.instance.importFiles(filter).catch(() => []);
		this.tellApp({ type: "answer", id, value });
	}
}

function asFault(error: unknown): FrameFault {
	if (error instanceof Failure) return error.fault;
	if (error instanceof ArchiveError) return { reason: "archive", fault: error.fault, detail: error.detail };
	return { reason: "unreachable" };
}

async function digestOf(bytes: Uint8Array): Promise<string> {
	const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Where in the app to begin: a path of its own origin, whatever the update said. */
function startOf(href: string | undefined): string {
	const base = "https://app.invalid/";
	const url = href && URL.canParse(href, base) ? new URL(href, base) : new URL(base);
	const isWithin = url.origin === new URL(base).origin && !url.pathname.startsWith("/-/");
	// Two slashes at the start would be another host.
	return isWithin ? url.pathname.replace(/^\/+/, "/") + url.search + url.hash : "/";
}

/** Rejects when it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(() => late.reject(new Error("too late")), ms);
	try {
		return await Promise.race([work, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}
