/** A button with a menu of actions. */
import { lazyRouteComponent } from "@tanstack/react-router";
import type { ActionMenuProps } from "./ActionMenu";
import { OnDemand } from "./OnDemand";

const ActionMenu = lazyRouteComponent(() => import("./ActionMenu"), "ActionMenu");

export const MenuOnDemand = (menu: ActionMenuProps) => (
  <OnDemand
    target={menu.target}
    opens="menu"
    component={ActionMenu}
    properties={menu}
  />
);
