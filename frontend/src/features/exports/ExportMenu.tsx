/** The menu with which a list leaves: as a file, or as a playlist at Spotify. */
import { Anchor, Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Action } from "@/components/ActionMenu";
import { ChevronIcon } from "@/components/Icons";
import { MenuOnDemand } from "@/components/MenuOnDemand";
import { showToast } from "@/components/toasts";
import { formatCount } from "@/lib/format";
import classes from "./Exports.module.css";
import { downloadList, type Format, type NamedList, sendToSpotify } from "./queries";

const FORMATS: readonly { format: Format; label: string; use: string }[] = [
  { format: "csv", label: "CSV", use: "for sheets, and for Segue" },
  { format: "m3u", label: "M3U", use: "for players" },
  { format: "jspf", label: "JSPF", use: "for ListenBrainz" },
  { format: "xspf", label: "XSPF", use: "for players of XML" },
];

const useSpotify = (list: NamedList) =>
  useMutation({
    mutationFn: () => sendToSpotify(list),
    onError: (error) => showToast(`No playlist was made: ${error.message}`),
  });

const useDownload = (list: NamedList) =>
  useMutation({
    mutationFn: (format: Format) => downloadList(list, format),
    onError: (error) => showToast(`No file was made: ${error.message}`),
  });

const Item = ({ label, use }: { label: string; use: string }) => (
  <>
    {label} <span className={classes.use}>{use}</span>
  </>
);

interface ExportMenuProps {
  name: string;
  track_ids: readonly string[];
  /** Whether the listener is the owner, whose account at Spotify takes playlists. */
  isOwner: boolean;
}

export const ExportMenu = ({ name, track_ids, isOwner }: ExportMenuProps) => {
  const list = { name, track_ids: [...track_ids] };
  const spotify = useSpotify(list);
  const download = useDownload(list);
  const files: Action[] = FORMATS.map(({ format, label, use }) => ({
    key: format,
    content: <Item label={label} use={use} />,
    onClick: () => download.mutate(format),
  }));
  const toSpotify: Action = {
    key: "spotify",
    content: <Item label="Spotify" use="a private playlist" />,
    onClick: () => spotify.mutate(),
  };
  return (
    <div className={classes.exports}>
      <MenuOnDemand
        label={`Export ${name}`}
        position="bottom-start"
        target={
          <Button
            size="compact-md"
            variant="default"
            rightSection={<ChevronIcon size={15} />}
            loading={spotify.isPending || download.isPending}
          >
            Export
          </Button>
        }
        actions={isOwner ? [...files, toSpotify] : files}
      />
      {spotify.data && (
        <p role="status" className={classes.made}>
          <Anchor href={spotify.data.url} target="_blank" rel="noreferrer">
            The playlist at Spotify
          </Anchor>
          {spotify.data.left_out.length > 0 &&
            ` lacks ${formatCount(spotify.data.left_out.length, "song", "songs")} that Spotify does not have`}
        </p>
      )}
    </div>
  );
};
