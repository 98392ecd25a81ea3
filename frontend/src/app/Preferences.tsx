/** The menu for the colour scheme, the `/` shortcut and the defaults of lists. */
import {
  ActionIcon,
  type MantineColorScheme,
  Popover,
  SegmentedControl,
  Switch,
  useMantineColorScheme,
} from "@mantine/core";
import { PreferencesIcon } from "@/components/Icons";
import { DiversitySlider, PopularitySlider } from "@/components/ListSliders";
import { useListDefaults, useSlashShortcut } from "@/lib/preferences";
import classes from "./Shell.module.css";

const SCHEMES: { value: MantineColorScheme; label: string }[] = [
  { value: "auto", label: "Auto" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export const Preferences = () => {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [slashFocuses, setSlashFocuses] = useSlashShortcut();
  const [defaults, setDefaults] = useListDefaults();
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md" width={260}>
      <Popover.Target>
        <ActionIcon variant="subtle" size={40} aria-label="Preferences" color="gray">
          <PreferencesIcon />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="Preferences" className={classes.preferences}>
        <p id="colours">Colours</p>
        <SegmentedControl
          fullWidth
          aria-labelledby="colours"
          value={colorScheme}
          onChange={setColorScheme}
          data={SCHEMES}
        />
        <Switch
          label="The key / focuses the search"
          checked={slashFocuses}
          onChange={(event) => setSlashFocuses(event.currentTarget.checked)}
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
      </Popover.Dropdown>
    </Popover>
  );
};
