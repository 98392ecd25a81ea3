/** Single keys: `j` and `k` go from row to row, `l`, `d` and `p` press a button, `n` goes on. */
import { useWindowEvent } from "@mantine/hooks";
import { isTyping } from "@/lib/keyboard";
import { useSingleKeys } from "@/lib/preferences";

const ROW = "main [data-row]";
/** Where letters choose something else. */
const ELSEWHERE = "[role=menu], [role=listbox], [role=dialog]";

const findRows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(ROW)];

const findLink = (row: HTMLElement): HTMLElement | null =>
  row.querySelector<HTMLElement>("a[href]:not([aria-hidden])");

const goToRow = (step: 1 | -1): boolean => {
  const rows = findRows();
  const current = document.activeElement?.closest<HTMLElement>(ROW);
  const index = current ? rows.indexOf(current) + step : 0;
  const link = rows[index] && findLink(rows[index]);
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
  return Boolean(link);
};

/** Press the button of a key: that of the row in focus, of the song that plays, or of the page. */
const press = (key: string): boolean => {
  const scopes = [
    key === "n" ? null : document.activeElement?.closest(ROW),
    document.querySelector("[data-player]"),
    document.querySelector("main header"),
  ];
  for (const scope of scopes) {
    const button = scope?.querySelector<HTMLElement>(`[data-key="${key}"]`);
    if (!button) continue;
    button.click();
    return true;
  }
  return false;
};

export const useRowKeys = (): void => {
  const [hasSingleKeys] = useSingleKeys();
  useWindowEvent("keydown", (event) => {
    const { key, target } = event;
    if (!hasSingleKeys || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(target) || (target as Element).closest?.(ELSEWHERE)) return;
    const isDone =
      key === "j" || key === "k"
        ? goToRow(key === "j" ? 1 : -1)
        : ["l", "d", "p", "n"].includes(key) && press(key);
    if (isDone) event.preventDefault();
  });
};
