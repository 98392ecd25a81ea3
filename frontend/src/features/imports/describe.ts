/** What an import is doing, and what came of it, in a listener's words. */
import type { Import } from "@/lib/api-types";
import { formatCount, toSentence } from "@/lib/format";

const NAMES: Record<string, [one: string, many: string]> = {
  plays: ["play", "plays"],
  playlists: ["playlist", "playlists"],
  saved_tracks: ["saved song", "saved songs"],
  audio_features: ["song with audio features", "songs with audio features"],
};

/** Say what is new: "31 new songs, 2 new playlists". */
export const describeNews = (sent: Import): string => {
  const news = new Map<string, number>();
  for (const { table, ...counts } of sent.sources.flatMap((source) => source.tables))
    news.set(table, (news.get(table) ?? 0) + counts.new);
  const parts = Object.entries(NAMES).map(
    ([table, [one, many]]) =>
      [news.get(table) ?? 0, `new ${one}`, `new ${many}`] as const,
  );
  const described = (
    [[sent.new_songs ?? 0, "new song", "new songs"], ...parts] as const
  )
    .filter(([number]) => number > 0)
    .map(([number, one, many]) => formatCount(number, one, many));
  return described.join(", ") || "Nothing new: all of it was here already";
};

/** Say how far an import is. */
export const describeState = (sent: Import): string => {
  switch (sent.state) {
    case "waiting":
      return "Waits for its turn";
    case "loading":
      return `Loading: ${formatCount(sent.rows_read, "row", "rows")} read`;
    case "building":
      return `${describeNews(sent)}. Making recommendations…`;
    case "done":
      return describeNews(sent);
    case "failed":
      if (sent.error) return toSentence([sent.error]);
      return sent.sources.length > 0
        ? `${describeNews(sent)}. Not all of it could be read`
        : "Nothing in it could be read";
  }
};
