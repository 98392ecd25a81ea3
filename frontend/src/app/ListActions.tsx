/** What can be done with a whole list. */
import { useQuery } from "@tanstack/react-query";
import { accountQuery } from "@/features/account/queries";
import { ExportMenu } from "@/features/exports/ExportMenu";
import { PlayAll } from "@/features/listen/PlayButton";
import type { TrackSummary } from "@/lib/api-types";

interface ListActionsProps {
  name: string;
  tracks: readonly TrackSummary[];
}

export const ListActions = ({ name, tracks }: ListActionsProps) => {
  const { data } = useQuery(accountQuery());
  return (
    <>
      <PlayAll name={name} tracks={tracks} />
      <ExportMenu
        name={name}
        tracks={tracks}
        isOwner={data?.account?.is_owner ?? false}
      />
    </>
  );
};
