// The Simplified Chinese words of the door: what is shown before anybody is signed in.
import accounts from "@/features/accounts/zh.json";
import ui from "@/ui/zh.json";
import app from "../zh.json";

export default { ...ui, ...app, ...accounts };
