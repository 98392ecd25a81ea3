/** The button of the preferences. */
import { ActionIcon } from "@mantine/core";
import { lazyRouteComponent } from "@tanstack/react-router";
import { PreferencesIcon } from "@/components/Icons";
import { OnDemand } from "@/components/OnDemand";

const PreferencesMenu = lazyRouteComponent(
  () => import("./PreferencesMenu"),
  "PreferencesMenu",
);

export const Preferences = () => {
  const button = (
    <ActionIcon variant="subtle" size={40} aria-label="Preferences" color="gray">
      <PreferencesIcon />
    </ActionIcon>
  );
  return (
    <OnDemand
      target={button}
      opens="dialog"
      component={PreferencesMenu}
      properties={{ target: button }}
    />
  );
};
