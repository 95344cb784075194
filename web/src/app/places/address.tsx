// /@mei, the address on somebody's QR code: their page. /join/…, followed by somebody who is in already: the chats.
import { Navigate, useLocation, useParams } from "react-router";
import { parseAddress } from "@/features/contacts/address";
import { placeOf, useHere } from "@/features/contacts/links";

/** The place. */
export function Component() {
	const here = useHere();
	const { pathname } = useLocation();
	const { user } = useParams();
	const address = user?.startsWith("@") ? parseAddress(`${here.origin}${pathname}`, here) : null;
	return <Navigate to={(address && placeOf(address)) ?? "/chat"} replace />;
}
