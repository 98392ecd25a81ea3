/** The controls of the preferences: the colour scheme, single keys and the defaults of lists. */
import {
  type MantineColorScheme,
  SegmentedControl,
  type SegmentedControlProps,
  Switch,
  useMantineColorScheme,
} from "@mantine/core";
import { KeepPlaysSwitch } from "@/components/KeepPlaysSwitch";
import { DiversitySlider, PopularitySlider } from "@/components/ListSliders";
import {
  type SpotifyPlayerChoice,
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

/** A choice of one from a few, below its name. */
const Choice = <Value extends string>({
  id,
  name,
  ...control
}: { id: string; name: string } & Pick<
  SegmentedControlProps<Value>,
  "value" | "onChange" | "data"
>) => (
  <>
    <p id={id}>{name}</p>
    <SegmentedControl fullWidth aria-labelledby={id} {...control} />
  </>
);

export const PreferenceControls = () => {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [hasSingleKeys, setSingleKeys] = useSingleKeys();
  const [defaults, setDefaults] = useListDefaults();
  const [player, setPlayer] = useSpotifyPlayer();
  return (
    <>
      <Choice
        id="colours"
        name="Colours"
        value={colorScheme}
        onChange={setColorScheme}
        data={SCHEMES}
      />
      <Switch
        label="Keys: / search, j k rows, l like, d dislike, p play, n next, u undo"
        checked={hasSingleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
      />
      <Choice
        id="spotify-player"
        name="Spotify's player"
        value={player}
        onChange={setPlayer}
        data={PLAYERS}
      />
      <KeepPlaysSwitch />
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
