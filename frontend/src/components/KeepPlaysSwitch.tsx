/** The listener's word whether plays in the app go into the warehouse. */
import { Switch } from "@mantine/core";
import { useKeepsPlays } from "@/lib/preferences";

export const KeepPlaysSwitch = () => {
  const [keepsPlays, setKeepsPlays] = useKeepsPlays();
  return (
    <Switch
      size="sm"
      label="Keep what I listen to in the warehouse, so that lists learn from it"
      checked={keepsPlays}
      onChange={(event) => setKeepsPlays(event.currentTarget.checked)}
    />
  );
};
