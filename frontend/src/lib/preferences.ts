/** Preferences, stored in the browser's local storage. */
import { useLocalStorage } from "@mantine/hooks";

export const COLOR_SCHEME_KEY = "segue-color-scheme";

/** Whether single keys such as `/`, `j` and `u` do something: they must be optional (WCAG 2.1.4). */
export const useSingleKeys = () =>
  useLocalStorage<boolean>({
    key: "segue-slash-shortcut",
    defaultValue: true,
    getInitialValueInEffect: false,
  });

/** Whether Spotify's player may be loaded, which tells Spotify what is played. */
export type SpotifyPlayerChoice = "ask" | "always" | "never";

export const useSpotifyPlayer = () =>
  useLocalStorage<SpotifyPlayerChoice>({
    key: "segue-spotify-player",
    defaultValue: "ask",
    getInitialValueInEffect: false,
  });

/** Whether plays in the app go into the warehouse; nobody's do before they say so. */
export const useKeepsPlays = () =>
  useLocalStorage<boolean>({
    key: "segue-keeps-plays",
    defaultValue: false,
    getInitialValueInEffect: false,
  });

/** `other`: songs by other artists than those of the seeds, and one of each. */
export type Artists = "same" | "other";

/** What a list uses where its own controls set nothing. */
export interface ListDefaults {
  diversity: number;
  popularity: number;
  artists: Artists;
}

const SERVER_DEFAULTS: ListDefaults = {
  diversity: 0,
  popularity: 0,
  artists: "same",
};

const parseShare = (value: unknown, min: number): number =>
  typeof value === "number" && value >= min && value <= 1 ? value : 0;

/** Parse stored defaults, which another version of the app may have written. */
export const parseListDefaults = (text: string | undefined): ListDefaults => {
  try {
    const stored = JSON.parse(text ?? "{}") as Partial<ListDefaults>;
    return {
      diversity: parseShare(stored.diversity, 0),
      popularity: parseShare(stored.popularity, -1),
      artists: stored.artists === "other" ? "other" : "same",
    };
  } catch {
    return SERVER_DEFAULTS;
  }
};

const LIST_DEFAULTS_KEY = "segue-list-defaults";

/** Read the stored defaults outside of components. */
export const readListDefaults = (): ListDefaults =>
  parseListDefaults(window.localStorage.getItem(LIST_DEFAULTS_KEY) ?? undefined);

export const useListDefaults = () =>
  useLocalStorage<ListDefaults>({
    key: LIST_DEFAULTS_KEY,
    defaultValue: SERVER_DEFAULTS,
    getInitialValueInEffect: false,
    deserialize: parseListDefaults,
  });
