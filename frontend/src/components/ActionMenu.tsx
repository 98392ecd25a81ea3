/** A menu of actions, open from the start: the click that asked for it loaded it. */
import { Menu } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";

export interface Action {
  key: string;
  content: ReactNode;
  onClick: () => void;
}

export interface ActionMenuProps {
  label: string;
  position: "bottom-start" | "bottom-end";
  actions: readonly Action[];
  target: ReactElement;
}

export const ActionMenu = ({ label, position, actions, target }: ActionMenuProps) => (
  <Menu
    defaultOpened
    position={position}
    shadow="md"
    withInitialFocusPlaceholder={false}
  >
    <Menu.Target>{target}</Menu.Target>
    <Menu.Dropdown aria-label={label}>
      {actions.map(({ key, content, onClick }) => (
        <Menu.Item key={key} onClick={onClick}>
          {content}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
);
