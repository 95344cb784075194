// What other features add to a person's page. Features do not import each other; the app brings them together
// (app/detailParts.ts).
import type { Room } from "matrix-js-sdk";
import { type ComponentType, createContext, type ReactNode, useContext } from "react";

/** The additions. */
export interface PersonParts {
	/** Whether somebody is who they say, and how to make sure: a row; the request goes into our encrypted chat. */
	Verification?: ComponentType<{ userId: string; room: Room }>;
	/** The sign beside the name of somebody who is verified. */
	Badge?: ComponentType<{ userId: string }>;
}

const Context = createContext<PersonParts>({});

/** Gives the pages of people their additions. */
export function PersonPartsProvider({ parts, children }: { parts: PersonParts; children: ReactNode }) {
	return <Context value={parts}>{children}</Context>;
}

/** The additions. */
export const usePersonParts = (): PersonParts => useContext(Context);
