// One verification from the request to the end, as a state that a component can show (spec: device verification).
import { ClientEvent, type MatrixClient } from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/CryptoEvent";
import {
	type GeneratedSas,
	type ShowQrCodeCallbacks,
	type ShowSasCallbacks,
	VerificationPhase,
	type VerificationRequest,
	VerificationRequestEvent,
	type Verifier,
	VerifierEvent,
} from "matrix-js-sdk/lib/crypto-api/verification";
import { useMemo, useSyncExternalStore } from "react";
import { useClient } from "./react";
import { refreshTrust } from "./trust";

/** Where a verification stands, seen from here. */
export type VerificationState =
	/** The other side has not answered yet. */
	| { step: "waiting" }
	/** The other side asks. */
	| { step: "asked" }
	/** Both are there: how to compare? `qr`: what the other may scan. */
	| { step: "choose"; qr: Uint8ClampedArray | null; mayScan: boolean; mayCompare: boolean }
	/** Between two steps. */
	| { step: "working" }
	/** Both see these; are they the same? */
	| { step: "compare"; emoji: NonNullable<GeneratedSas["emoji"]> }
	/** The other side has scanned our code: does it say so? */
	| { step: "scanned" }
	| { step: "done" }
	| { step: "ended"; why: "declined" | "elsewhere" | "mismatch" | "timeout" | "failed" | "stopped" };

const sas = "m.sas.v1";
const scanning = "m.qr_code.scan.v1";
const showing = "m.qr_code.show.v1";

/** Drives a request; components show [`read`] and call the methods. */
export class Verification {
	private state: VerificationState;
	private readonly listeners = new Set<() => void>();
	private verifier: Verifier | undefined;
	private comparing: ShowSasCallbacks | undefined;
	private scannedBy: ShowQrCodeCallbacks | undefined;
	private qr: Uint8ClampedArray | null | undefined;
	private mismatched = false;
	private answered = false;

	constructor(
		private readonly client: MatrixClient,
		readonly request: VerificationRequest,
	) {
		this.state = this.look();
		request.on(VerificationRequestEvent.Change, this.changed);
		this.changed();
	}

	read = (): VerificationState => this.state;

	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/** Says yes to the other side's request. */
	accept = (): void => this.run(() => this.request.accept());

	/** Begins to compare emoji. */
	compare = (): void =>
		this.run(async () => {
			await this.request.startVerification(sas);
		});

	/** A code of the other side was scanned. */
	scan = (bytes: Uint8ClampedArray): void =>
		this.run(async () => {
			await this.request.scanQRCode(bytes);
		});

	/** The emoji are the same, or the other side says that it has scanned. */
	agree = (): void =>
		this.run(async () => {
			this.answered = true;
			if (this.comparing) await this.comparing.confirm();
			else this.scannedBy?.confirm();
		});

	/** They are not the same. */
	differ = (): void => {
		this.mismatched = true;
		if (this.comparing) this.comparing.mismatch();
		else this.scannedBy?.cancel();
	};

	/** Gives up, or says no. */
	cancel = (): void => {
		if (this.request.pending) this.request.cancel().catch(() => undefined);
	};

	private run(step: () => Promise<void>): void {
		this.set({ step: "working" });
		step().then(this.changed, () => this.set({ step: "ended", why: "failed" }));
	}

	private changed = (): void => {
		this.follow();
		this.set(this.look());
		if (this.state.step === "done") void refreshTrust(this.client);
	};

	/** Takes up the verifier as soon as a method was chosen, by whichever side. */
	private follow(): void {
		const verifier = this.request.verifier;
		if (!verifier || verifier === this.verifier) return;
		this.verifier = verifier;
		this.comparing = verifier.getShowSasCallbacks() ?? undefined;
		this.scannedBy = verifier.getReciprocateQrCodeCallbacks() ?? undefined;
		verifier.on(VerifierEvent.ShowSas, (callbacks) => {
			this.comparing = callbacks;
			this.set(this.look());
		});
		verifier.on(VerifierEvent.ShowReciprocateQr, (callbacks) => {
			this.scannedBy = callbacks;
			this.set(this.look());
		});
		verifier.verify().then(this.changed, this.changed);
	}

	private look(): VerificationState {
		const { request } = this;
		switch (request.phase) {
			case VerificationPhase.Done:
				return { step: "done" };
			case VerificationPhase.Cancelled:
				return { step: "ended", why: this.why() };
			case VerificationPhase.Ready:
				return this.choice();
			case VerificationPhase.Started: {
				const emoji = this.comparing?.sas.emoji;
				// After "they match" or "it has scanned" the other side's word is awaited.
				if (this.answered) return { step: "working" };
				if (emoji) return { step: "compare", emoji };
				return { step: this.scannedBy ? "scanned" : "working" };
			}
			default:
				return { step: request.initiatedByMe ? "waiting" : "asked" };
		}
	}

	private choice(): VerificationState {
		if (this.qr === undefined) {
			this.qr = null;
			this.request.generateQRCode().then(
				(bytes) => {
					this.qr = bytes ?? null;
					this.set(this.look());
				},
				() => undefined,
			);
		}
		return {
			step: "choose",
			qr: this.request.otherPartySupportsMethod(scanning) ? this.qr : null,
			mayScan: this.request.otherPartySupportsMethod(showing),
			mayCompare: this.request.otherPartySupportsMethod(sas),
		};
	}

	private why(): Extract<VerificationState, { step: "ended" }>["why"] {
		if (this.mismatched) return "mismatch";
		switch (this.request.cancellationCode) {
			case "m.mismatched_sas":
			case "m.key_mismatch":
			case "m.mismatched_commitment":
				return "mismatch";
			case "m.accepted":
				return "elsewhere";
			case "m.timeout":
				return "timeout";
			case "m.user":
				return this.request.cancellingUserId === this.client.getSafeUserId() &&
					!this.request.isSelfVerification
					? "stopped"
					: "declined";
			default:
				return "failed";
		}
	}

	private set(next: VerificationState): void {
		this.state = next;
		for (const listener of this.listeners) listener();
	}
}

const running = new WeakMap<VerificationRequest, Verification>();

/** The verification of a request; one for all who look. */
export function verificationOf(client: MatrixClient, request: VerificationRequest): Verification {
	let verification = running.get(request);
	if (!verification) {
		verification = new Verification(client, request);
		running.set(request, verification);
	}
	return verification;
}

/** The state of a verification, as it changes. */
export function useVerification(verification: Verification): VerificationState {
	return useSyncExternalStore(verification.subscribe, verification.read);
}

/** What others ask of this device, and what was begun here: the one that is shown. */
class VerificationDesk {
	private open: Verification | null = null;
	private readonly listeners = new Set<() => void>();

	constructor(private readonly client: MatrixClient) {
		client.on(CryptoEvent.VerificationRequestReceived, this.received);
		// The request may have come while the page was closed.
		client.once(ClientEvent.Sync, () => {
			const me = client.getSafeUserId();
			for (const request of client.getCrypto()?.getVerificationRequestsToDeviceInProgress(me) ?? [])
				this.received(request);
		});
	}

	read = (): Verification | null => this.open;

	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/** Shows a verification; `null`: shows none. */
	show = (verification: Verification | null): void => {
		this.open = verification;
		for (const listener of this.listeners) listener();
	};

	private received = (request: VerificationRequest): void => {
		if (request.initiatedByMe || request.phase !== VerificationPhase.Requested) return;
		// One at a time: what the person is in the middle of is not covered by another question.
		const now = this.open?.read().step;
		if (now && now !== "done" && now !== "ended") return;
		const verification = verificationOf(this.client, request);
		this.show(verification);
		// Nobody answered here: answered elsewhere, or given up. Then the question goes away by itself.
		const stop = verification.subscribe(() => {
			const { step } = verification.read();
			if (step === "asked") return;
			stop();
			if (step === "ended" && this.open === verification) this.show(null);
		});
	};
}

const desks = new WeakMap<MatrixClient, VerificationDesk>();

function deskOf(client: MatrixClient): VerificationDesk {
	let desk = desks.get(client);
	if (!desk) {
		desk = new VerificationDesk(client);
		desks.set(client, desk);
	}
	return desk;
}

/** Listens for requests from now on; called once when the client has started. */
export const openVerificationDesk = (client: MatrixClient): void => void deskOf(client);

/** The verification that is on the screen, and how to show another or none. */
export function useVerificationDesk() {
	const client = useClient();
	const desk = deskOf(client);
	const open = useSyncExternalStore(desk.subscribe, desk.read);
	return useMemo(
		() => ({
			open,
			close: () => {
				open?.cancel();
				desk.show(null);
			},
			/** Asks the own other devices to confirm this one, or one of them. */
			askOwn: async (deviceId?: string) => {
				const crypto = client.getCrypto();
				const request = deviceId
					? await crypto?.requestDeviceVerification(client.getSafeUserId(), deviceId)
					: await crypto?.requestOwnUserVerification();
				if (request) desk.show(verificationOf(client, request));
			},
			/** Asks a person in the chat with them. */
			askPerson: async (userId: string, roomId: string) => {
				const request = await client.getCrypto()?.requestVerificationDM(userId, roomId);
				if (request) desk.show(verificationOf(client, request));
			},
		}),
		[open, desk, client],
	);
}
