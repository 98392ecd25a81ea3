/** Keyboard and roles of an editable combobox (ARIA Authoring Practices). */
import {
  type ComponentProps,
  type FocusEvent,
  type KeyboardEvent,
  useId,
  useState,
} from "react";

interface ComboboxParameters {
  /** The list stays closed while there is nothing to show. */
  hasContent: boolean;
  number_of_options: number;
  onPick: (index: number) => void;
  /** Enter while no option is highlighted. */
  onSubmit: () => void;
  /** Escape while the list is closed. */
  onClear: () => void;
}

export const useCombobox = (parameters: ComboboxParameters) => {
  const { hasContent, number_of_options, onPick, onSubmit, onClear } = parameters;
  const id = useId();
  const [isOpenRequested, setOpenRequested] = useState(false);
  const [highlighted, setHighlighted] = useState(-1);
  const isOpen = isOpenRequested && hasContent;
  const active = isOpen && highlighted < number_of_options ? highlighted : -1;
  const optionId = (index: number): string => `${id}-option-${index}`;

  const open = (): void => {
    setOpenRequested(true);
    setHighlighted(-1);
  };
  const close = (): void => setOpenRequested(false);

  const move = (step: 1 | -1): void => {
    if (!isOpen) open();
    if (number_of_options === 0) return;
    const start = active === -1 && step === -1 ? 0 : active;
    const next = (start + step + number_of_options) % number_of_options;
    setHighlighted(next);
    document.getElementById(optionId(next))?.scrollIntoView({ block: "nearest" });
  };

  /** Handle a key; return false where the input handles it itself. */
  const handleKey = (key: string): boolean => {
    if (key === "ArrowDown") move(1);
    else if (key === "ArrowUp") move(-1);
    else if (key === "Enter") active === -1 ? onSubmit() : onPick(active);
    else if (key === "Escape") isOpen ? close() : onClear();
    else return false;
    return true;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Home" || event.key === "End") setHighlighted(-1);
    if (handleKey(event.key)) event.preventDefault();
  };

  /** Closes when the focus leaves field and list together. */
  const onBlur = (event: FocusEvent<HTMLElement>): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) close();
  };

  const inputProps = {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": isOpen,
    "aria-controls": `${id}-list`,
    "aria-activedescendant": active === -1 ? undefined : optionId(active),
    autoComplete: "off",
    onKeyDown,
  } satisfies ComponentProps<"input">;

  const listProps = {
    id: `${id}-list`,
    role: "listbox",
    "aria-label": "Results",
  } satisfies ComponentProps<"div">;

  const optionProps = (index: number) =>
    ({
      id: optionId(index),
      role: "option",
      "aria-selected": index === active,
      // Keep the focus in the input, or the list would close before the click.
      onMouseDown: (event) => event.preventDefault(),
      onClick: () => onPick(index),
    }) satisfies ComponentProps<"li">;

  return { isOpen, open, close, onBlur, inputProps, listProps, optionProps };
};
