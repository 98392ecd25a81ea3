/** A list that leaves: as a file, or as a playlist at Spotify. */

import { http, unwrap } from "@/lib/http";
import type { components } from "@/lib/openapi";

export type Format = components["schemas"]["PlaylistExport"]["format"];

export interface NamedList {
  name: string;
  track_ids: string[];
}

const SUFFIXES: Record<Format, string> = {
  csv: "csv",
  m3u: "m3u8",
  jspf: "jspf",
  xspf: "xspf",
};

const fetchFile = async (list: NamedList, format: Format): Promise<Blob> => {
  const body = { ...list, format };
  const file: unknown = await unwrap(
    http.POST("/api/v1/playlists/export", { body, parseAs: "blob" }),
  );
  return file as Blob;
};

/** Let the browser store the list as a file. */
export const downloadList = async (list: NamedList, format: Format): Promise<void> => {
  const address = URL.createObjectURL(await fetchFile(list, format));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${list.name}.${SUFFIXES[format]}`;
  link.click();
  URL.revokeObjectURL(address);
};

/** Make a private playlist in the account of the owner; return its address and what is missing. */
export const sendToSpotify = (list: NamedList) =>
  unwrap(http.POST("/api/v1/playlists/export/spotify", { body: list }));
