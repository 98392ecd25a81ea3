/** The button that keeps an artist out of every list, or lets it in again. */
import { Button } from "@mantine/core";
import { NeverIcon } from "@/components/Icons";
import type { Artist } from "@/lib/api-types";
import { useBlockedArtists } from "./useBlockedArtists";

export const BlockButton = ({ artist }: { artist: Artist }) => {
  const { isBlocked, setBlocked } = useBlockedArtists();
  const blocked = isBlocked(artist);
  return (
    <Button
      variant="default"
      size="compact-md"
      radius="xl"
      leftSection={<NeverIcon size={16} />}
      aria-pressed={blocked}
      onClick={() => setBlocked(artist, !blocked)}
    >
      {blocked ? "Blocked: recommend again" : "Never again"}
    </Button>
  );
};
