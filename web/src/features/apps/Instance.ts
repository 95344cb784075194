// What a mini-app sees of its room, and the room of a mini-app. `room/` makes instances, `frame/` shows them.

/** One mini-app in one room, as its frame sees it. */
export interface Instance {
	/** The instance's event id. */
	id: string;
	/** The label of its origin. */
	label(): Promise<string>;
	/** From the event. */
	name: string;
	/** Tells one person of the app from another and nothing else: different in each app and room, never shown. */
	selfAddr(): Promise<string>;
	/** What people call the user. */
	selfName(): string;
	/** SHA-256 of the .xdc in hexadecimal, as its message says; `null`: it does not. */
	sha256: string | null;
	/** The decrypted .xdc, and no other than `sha256` says. */
	archive(): Promise<Uint8Array>;
	/**
	 * Everything after a serial, then live. Serials are local and rising; each update comes with `max_serial`.
	 * Resolves, with what ends the listening, when all known ones were delivered.
	 */
	updates(after: number, listener: (update: ReceivedUpdate) => void): Promise<() => void>;
	/** Never throws; the bridge has checked the size. */
	sendUpdate(update: SendingUpdate): void;
	/** Milliseconds between updates that an app should keep. */
	sendUpdateInterval: number;
	/** Bytes of an update. */
	sendUpdateMaxSize: number;
	/** Takes part in what the others who have the app open say right now; undefined where that cannot be. */
	joinRealtime(
		listener: (data: Uint8Array) => void,
	): { send(data: Uint8Array): void; leave(): void } | undefined;
	/** Opens the chooser of chats and puts a draft there. */
	sendToChat(message: { text?: string; file?: File }): void;
	/** Lets the person choose files for the app; none when they would rather not. */
	importFiles(filter: { extensions?: string[]; mimeTypes?: string[]; multiple?: boolean }): Promise<File[]>;
}

/** An update as an app sends it. */
export interface SendingUpdate {
	payload: unknown;
	/** A line for the chat. */
	info?: string;
	/** Where in the app that line leads. */
	href?: string;
	/** What the app is about: the document that it edits. */
	document?: string;
	/** How things stand, beside the app's name. */
	summary?: string;
	/** Whom to tell what, by selfAddr; `*` for all. */
	notify?: Record<string, string>;
}

/** An update as an app gets it. */
export interface ReceivedUpdate extends SendingUpdate {
	serial: number;
	max_serial: number;
}
