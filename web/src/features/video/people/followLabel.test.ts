import { expect, test } from "vitest";
import { personOf, type ToldPerson, type VideoPerson } from "../shapes";
import { toldPerson } from "../told.fixture";
import { followLabel } from "./FollowButton";
import { withFollow } from "./useFollow";

const person = (more: Partial<ToldPerson>) => personOf({ ...toldPerson(), ...more }) as VideoPerson;

test("the button says how we stand", () => {
	expect(followLabel(person({}))).toBe("video.follow");
	expect(followLabel(person({ follows_me: true }))).toBe("video.followBack");
	expect(followLabel(person({ requested: true, follows_me: true }))).toBe("video.requested");
	expect(followLabel(person({ following: true }))).toBe("video.followed");
	expect(followLabel(person({ following: true, follows_me: true }))).toBe("video.areFriends");
});

test("followers are counted with what I do, once", () => {
	const before = person({ counts: { followers: 3, following: 0, videos: 0, likes: 0 } });
	const after = withFollow(before, true, false);
	expect(after).toMatchObject({ counts: { followers: 4 }, followed: true });
	expect(withFollow(after, true, false).counts?.followers).toBe(4);
	expect(withFollow(after, false, false).counts?.followers).toBe(3);
	expect(withFollow(before, false, true)).toMatchObject({
		counts: { followers: 3 },
		requested: true,
	});
});
