// The server's own interface, `/_causeway/v1`: asked with the types by which the server describes itself. `interface.ts`
// is made of its OpenAPI document by `scripts/client`.
import { request } from "./http";
import type { components, paths } from "./interface";

/** What is sent or told, by the name that it has in the document. */
export type Told<N extends keyof components["schemas"]> = components["schemas"][N];

type Method = "get" | "put" | "post" | "delete";
type Below<P> = P extends `/_causeway/v1/${infer Rest}` ? Rest : never;

/** Paths below `/_causeway/v1/` that can be asked this way. */
export type PathOf<M extends Method> = {
	[P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? Below<P> : never;
}[keyof paths];

type OperationOf<M extends Method, P extends string> = `/_causeway/v1/${P}` extends infer Whole extends
	keyof paths
	? paths[Whole][M & keyof paths[Whole]]
	: never;

/** What it answers. */
export type AnswerOf<M extends Method, P extends string> =
	OperationOf<M, P> extends { responses: { 200: { content: { "application/json": infer A } } } } ? A : never;

type PathPart<O> = O extends { parameters: { path: infer V } } ? { path: V } : unknown;
/** `null` is not said. */
type OrNull<V> = { [K in keyof V]: V[K] | null | undefined };
type QueryPart<O> = O extends { parameters: { query: infer V } }
	? { query: OrNull<V> }
	: O extends { parameters: { query?: infer V } }
		? { query?: OrNull<V> }
		: unknown;
type BodyPart<O> = O extends { requestBody: { content: { "application/json": infer B } } }
	? { body: B }
	: unknown;

/** What it is asked with: the places of its path, its query, its body. */
export type AskedWith<M extends Method, P extends string> = PathPart<OperationOf<M, P>> &
	QueryPart<OperationOf<M, P>> &
	BodyPart<OperationOf<M, P>>;

/** Nothing has to be said where nothing is asked for. */
type Rest<A> = Partial<A> extends A ? [A?] : [A];

/** Asks; throws a [`RequestError`](./http.ts) where the server refuses. */
export function call<M extends Method, P extends PathOf<M>>(
	accessToken: string | null,
	method: M,
	path: P,
	...rest: Rest<AskedWith<M, P>>
): Promise<AnswerOf<M, P>> {
	const { body, ...asked } = (rest[0] ?? {}) as Given;
	return request(method.toUpperCase() as Uppercase<M>, `/_causeway/v1/${filled(path, asked)}`, {
		...(accessToken && { accessToken }),
		...(body !== undefined && { body }),
	});
}

interface Given {
	path?: Record<string, string | number>;
	query?: Record<string, string | number | boolean | null | undefined>;
	body?: unknown;
}

/** A path with its places filled, and those values of its query that there are. */
export function filled(path: string, { path: places = {}, query = {} }: Given): string {
	const whole = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(places[name])));
	const pairs = Object.entries(query).flatMap(([name, value]) =>
		value === null || value === undefined ? [] : [`${name}=${encodeURIComponent(String(value))}`],
	);
	return pairs.length === 0 ? whole : `${whole}?${pairs.join("&")}`;
}
