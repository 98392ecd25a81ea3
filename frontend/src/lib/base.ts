/** The address below which the server shows the app: its root, or a path prefix of a proxy. */

/** The files of the build lie in `assets`, below the address; a development server has no prefix. */
const BASE = import.meta.env.PROD
  ? new URL("..", import.meta.url)
  : new URL("/", window.location.origin);

/** Without the slash at its end: "https://music.example/segue". */
export const BASE_URL = BASE.href.replace(/\/$/, "");

/** The path prefix, "" or "/segue". */
export const PREFIX = BASE.pathname.replace(/\/$/, "");

/** Return a path of the server, such as "/docs/api", with the prefix. */
export const withPrefix = (path: string): string => `${PREFIX}${path}`;
