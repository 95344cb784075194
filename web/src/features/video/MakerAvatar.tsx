// The picture of somebody who makes videos.
import { Avatar } from "@/ui/Avatar";
import { useMaker } from "./makers";

/** Decorative: the name stands beside it. */
export function MakerAvatar({ userId, size }: { userId: string; size: number }) {
	const { name, picture } = useMaker(userId, size);
	return <Avatar id={userId} name={name} src={picture} size={size} />;
}
