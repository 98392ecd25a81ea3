/** What can be done with a whole list: play it, or take it along. */
import { useQuery } from "@tanstack/react-query";
import { accountQuery } from "@/features/account/queries";
import { ExportMenu } from "@/features/exports/ExportMenu";
import { PlayAll } from "@/features/listen/PlayButton";
import type { TrackSummary } from "@/lib/api-types";

interface ExportProps {
  name: string;
  track_ids: readonly string[];
}

export const ExportActions = (list: ExportProps) => {
  const { data } = useQuery(accountQuery());
  return <ExportMenu {...list} isOwner={data?.account?.is_owner ?? false} />;
};

interface ListActionsProps {
  name: string;
  tracks: readonly TrackSummary[];
}

export const ListActions = ({ name, tracks }: ListActionsProps) => (
  <>
    <PlayAll name={name} tracks={tracks} />
    <ExportActions name={name} track_ids={tracks.map(({ track_id }) => track_id)} />
  </>
);
