/** The opened menu of preferences: its popover is loaded with the first click on the button. */
import { Popover } from "@mantine/core";
import type { ReactElement } from "react";
import { PreferenceControls } from "./PreferenceControls";
import classes from "./Shell.module.css";

export const PreferencesMenu = ({ target }: { target: ReactElement }) => (
  <Popover
    defaultOpened
    position="bottom-end"
    trapFocus
    returnFocus
    shadow="md"
    width={260}
  >
    <Popover.Target>{target}</Popover.Target>
    <Popover.Dropdown aria-label="Preferences" className={classes.preferences}>
      <PreferenceControls />
    </Popover.Dropdown>
  </Popover>
);
