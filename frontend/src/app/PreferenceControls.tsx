/** The controls of the preferences: the colour scheme, single keys and the defaults of lists. */
import {
  type MantineColorScheme,
  SegmentedControl,
  Switch,
  useMantineColorScheme,
} from "@mantine/core";
import { DiversitySlider, PopularitySlider } from "@/components/ListSliders";
import {
  type SpotifyPlayerChoice,
  useKeepsPlays,
  useListDefaults,
  useSingleKeys,
  useSpotifyPlayer,
} from "@/lib/preferences";

const SCHEMES: { value: MantineColorScheme; label: string }[] = [
  { value: "auto", label: "Auto" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

const PLAYERS: { value: SpotifyPlayerChoice; label: string }[] = [
  { value: "ask", label: "Ask" },
  { value: "always", label: "Use" },
  { value: "never", label: "Never" },
];

const Listening = () => {
  const [player, setPlayer] = useSpotifyPlayer();
  const [keepsPlays, setKeepsPlays] = useKeepsPlays();
  return (
    <>
      <p id="spotify-player">Spotify's player</p>
      <SegmentedControl
        fullWidth
        aria-labelledby="spotify-player"
        value={player}
        onChange={setPlayer}
        data={PLAYERS}
      />
      <Switch
        label="Lists learn from what I play here"
        checked={keepsPlays}
        onChange={(event) => setKeepsPlays(event.currentTarget.checked)}
      />
    </>
  );
};

export const PreferenceControls = () => {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [hasSingleKeys, setSingleKeys] = useSingleKeys();
  const [defaults, setDefaults] = useListDefaults();
  return (
    <>
      <p id="colours">Colours</p>
      <SegmentedControl
        fullWidth
        aria-labelledby="colours"
        value={colorScheme}
        onChange={setColorScheme}
        data={SCHEMES}
      />
      <Switch
        label="Keys: / search, j k rows, l like, d dislike, p play, n next, u undo"
        checked={hasSingleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
      />
      <Listening />
      <p>Every list, unless it is tuned</p>
      <DiversitySlider
        value={defaults.diversity}
        onChange={(diversity) => setDefaults({ ...defaults, diversity })}
      />
      <PopularitySlider
        value={defaults.popularity}
        onChange={(popularity) => setDefaults({ ...defaults, popularity })}
      />
    </>
  );
};
