/** The menu of preferences; its controls are loaded when it is opened for the first time. */
import { ActionIcon, Popover } from "@mantine/core";
import { lazyRouteComponent } from "@tanstack/react-router";
import { Suspense } from "react";
import { PreferencesIcon } from "@/components/Icons";
import classes from "./Shell.module.css";

const PreferenceControls = lazyRouteComponent(
  () => import("./PreferenceControls"),
  "PreferenceControls",
);

export const Preferences = () => (
  <Popover position="bottom-end" trapFocus returnFocus shadow="md" width={260}>
    <Popover.Target>
      <ActionIcon variant="subtle" size={40} aria-label="Preferences" color="gray">
        <PreferencesIcon />
      </ActionIcon>
    </Popover.Target>
    <Popover.Dropdown aria-label="Preferences" className={classes.preferences}>
      <Suspense fallback={<p className={classes.loading}>Loading…</p>}>
        <PreferenceControls />
      </Suspense>
    </Popover.Dropdown>
  </Popover>
);
