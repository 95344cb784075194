// Places on Earth: geo: URIs (RFC 5870), what people paste, and how a person reads them.
import { type Json, object, text } from "../content";

/** A point; `accuracy` in metres. */
export interface Place {
	latitude: number;
	longitude: number;
	accuracy: number | null;
}

const number = "[+-]?\\d{1,3}(?:\\.\\d{1,15})?";

function placeOf(
	latitude: string | undefined,
	longitude: string | undefined,
	accuracy?: string,
): Place | null {
	const [lat, lon] = [Number(latitude), Number(longitude)];
	if (!(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) return null;
	const metres = accuracy === undefined ? Number.NaN : Number(accuracy);
	return { latitude: lat, longitude: lon, accuracy: metres >= 0 && metres < 1e7 ? metres : null };
}

/** Reads a geo: URI; another reference system than WGS 84 is not ours to convert. */
export function parseGeo(uri: string): Place | null {
	const parts = new RegExp(
		`^geo:(${number}),(${number})(?:,${number})?((?:;[^;?#]{1,80}){0,10})(?:\\?[^#]{0,200})?$`,
		"i",
	).exec(uri);
	if (!parts) return null;
	const parameters = new Map(
		(parts[3] ?? "")
			.split(";")
			.filter(Boolean)
			.map((one) => {
				const [key = "", value = ""] = one.split("=");
				return [key.toLowerCase(), value] as const;
			}),
	);
	const system = parameters.get("crs")?.toLowerCase();
	if (system && system !== "wgs84") return null;
	return placeOf(parts[1], parts[2], parameters.get("u"));
}

/** What somebody types or pastes: coordinates, a geo: URI, a link of a map. */
export function parsePlace(typed: string): Place | null {
	const given = typed.trim().slice(0, 500);
	if (/^geo:/i.test(given)) return parseGeo(given);
	const plain = new RegExp(`^(${number})\\s*[,;\\s]\\s*(${number})$`).exec(given);
	if (plain) return placeOf(plain[1], plain[2]);
	// openstreetmap.org/?mlat=…&mlon=…, …#map=17/lat/lon, google.…/maps/@lat,lon, ?q=lat,lon
	const link =
		new RegExp(`[?&]mlat=(${number})&mlon=(${number})`).exec(given) ??
		new RegExp(`#map=\\d+(?:\\.\\d+)?/(${number})/(${number})`).exec(given) ??
		new RegExp(`^https?://[^\\s]*[@=](${number}),(${number})`).exec(given);
	return link ? placeOf(link[1], link[2]) : null;
}

/** Six digits are a hand's breadth: more would only look exact. */
const digits = (value: number): string => String(Number(value.toFixed(6)));

/** A geo: URI. */
export function geoUri({ latitude, longitude, accuracy }: Place): string {
	const within = accuracy === null ? "" : `;u=${Math.ceil(accuracy)}`;
	return `geo:${digits(latitude)},${digits(longitude)}${within}`;
}

/** "22.28190° N, 114.15800° E". */
export function coordinates({ latitude, longitude }: Place): string {
	const part = (value: number, plus: string, minus: string) =>
		`${Math.abs(value).toFixed(5)}° ${value < 0 ? minus : plus}`;
	return `${part(latitude, "N", "S")}, ${part(longitude, "E", "W")}`;
}

/** Where a map shows it; opened only when somebody asks. */
export function mapLink(place: Place, phone: boolean): string {
	if (phone) return geoUri({ ...place, accuracy: null });
	const [lat, lon] = [digits(place.latitude), digits(place.longitude)];
	return `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=16/${lat}/${lon}`;
}

/** The place of an `m.location`, and what is said about it. */
export function locationOf(content: Json): { place: Place | null; description: string } {
	const location = object(content["org.matrix.msc3488.location"] ?? content["m.location"]);
	return {
		place: parseGeo(text(location.uri) || text(content.geo_uri)),
		description: text(location.description).slice(0, 300),
	};
}

/** The content of an `m.location` (spec), with MSC3488's fields. `own`: it is where the sender is. */
export function locationContent(
	place: Place,
	description: string,
	own: boolean,
	body: string,
	ts: number,
): Json {
	const uri = geoUri(place);
	return {
		msgtype: "m.location",
		body,
		geo_uri: uri,
		"org.matrix.msc1767.text": body,
		"org.matrix.msc3488.location": { uri, ...(description && { description }) },
		"org.matrix.msc3488.asset": { type: own ? "m.self" : "m.pin" },
		"org.matrix.msc3488.ts": ts,
	};
}
