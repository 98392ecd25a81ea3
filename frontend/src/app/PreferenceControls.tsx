/** The controls of the preferences: the colour scheme, single keys and the defaults of lists. */
import {
  type MantineColorScheme,
  SegmentedControl,
  Switch,
  useMantineColorScheme,
} from "@mantine/core";
import { DiversitySlider, PopularitySlider } from "@/components/ListSliders";
import { useListDefaults, useSingleKeys } from "@/lib/preferences";

const SCHEMES: { value: MantineColorScheme; label: string }[] = [
  { value: "auto", label: "Auto" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

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
        label="Keys: / searches, u undoes"
        checked={hasSingleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
      />
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
