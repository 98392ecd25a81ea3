/** The menu for the colour scheme and the `/` shortcut. */
import {
  ActionIcon,
  type MantineColorScheme,
  Popover,
  SegmentedControl,
  Switch,
  useMantineColorScheme,
} from "@mantine/core";
import { PreferencesIcon } from "@/components/Icons";
import { useSlashShortcut } from "@/lib/preferences";
import classes from "./Shell.module.css";

const SCHEMES: { value: MantineColorScheme; label: string }[] = [
  { value: "auto", label: "Auto" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export const Preferences = () => {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [slashFocuses, setSlashFocuses] = useSlashShortcut();
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
      </Popover.Dropdown>
    </Popover>
  );
};
