/** The largest picture or film in a chat, in pixels. */
export const pictureMost = { width: 320, height: 380 };
