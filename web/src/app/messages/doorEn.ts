// The English words of the door: what is shown before anybody is signed in.
import accounts from "@/features/accounts/en.json";
import ui from "@/ui/en.json";
import app from "../en.json";

export default { ...ui, ...app, ...accounts };
