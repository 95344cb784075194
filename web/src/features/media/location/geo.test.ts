import { expect, test } from "vitest";
import { coordinates, geoUri, locationContent, locationOf, mapLink, parseGeo, parsePlace } from "./geo";

const pier = { latitude: 22.2819, longitude: 114.158, accuracy: 20 };

test("geo: URIs are read as RFC 5870 says", () => {
	expect(parseGeo("geo:22.2819,114.158;u=20")).toEqual(pier);
	expect(parseGeo("geo:22.2819,114.158,12.5")).toEqual({ ...pier, accuracy: null });
	expect(parseGeo("GEO:-1,2;crs=wgs84;u=3?z=4")).toEqual({ latitude: -1, longitude: 2, accuracy: 3 });
	expect(parseGeo("geo:0,0")).toEqual({ latitude: 0, longitude: 0, accuracy: null });
});

test("what is no place on Earth is none", () => {
	for (const bad of [
		"geo:91,0",
		"geo:0,181",
		"geo:1",
		"geo:a,b",
		"geo:1,2;crs=moon",
		"javascript:alert(1)",
		"geo:1,2\nx",
		"geo:1,2#<b>",
		"",
		`geo:1,2${";a=b".repeat(1000)}`,
	])
		expect(parseGeo(bad)).toBeNull();
	expect(parseGeo("geo:1,2;u=-5")?.accuracy).toBeNull();
	expect(parseGeo("geo:1,2;u=x")?.accuracy).toBeNull();
});

test("people paste coordinates and links of maps", () => {
	const there = { latitude: 22.2819, longitude: 114.158, accuracy: null };
	for (const typed of [
		"22.2819, 114.158",
		" 22.2819 114.158 ",
		"geo:22.2819,114.158",
		"https://www.openstreetmap.org/?mlat=22.2819&mlon=114.158#map=16/1/1",
		"https://www.openstreetmap.org/#map=16/22.2819/114.158",
		"https://www.google.com/maps/@22.2819,114.158,15z",
		"https://maps.google.com/?q=22.2819,114.158",
	])
		expect(parsePlace(typed)).toEqual(there);
	expect(parsePlace("the pier")).toBeNull();
	expect(parsePlace("200, 300")).toBeNull();
});

test("a message with a place is read again, also in its plain form", () => {
	const content = locationContent(pier, "Pier 4", true, "Pier 4", 5);
	expect(locationOf(content)).toEqual({ place: pier, description: "Pier 4" });
	expect(locationOf({ geo_uri: geoUri(pier) })).toEqual({ place: pier, description: "" });
	expect(locationOf({ geo_uri: 7 }).place).toBeNull();
});

test("places in words and links", () => {
	expect(coordinates({ latitude: -22.2819, longitude: 114.158, accuracy: null })).toBe(
		"22.28190° S, 114.15800° E",
	);
	expect(mapLink(pier, false)).toBe(
		"https://www.openstreetmap.org/?mlat=22.2819&mlon=114.158#map=16/22.2819/114.158",
	);
	expect(mapLink(pier, true)).toBe("geo:22.2819,114.158");
});
