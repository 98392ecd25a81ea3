/** Moves the focus to the next row when the focused row is removed. */
import { type RefObject, useEffect, useRef } from "react";

/**
 * Return the ref of the list. Rows are the elements with `data-row`; the first link or
 * button of a row takes the focus.
 */
export const useRowFocusRecovery = <List extends HTMLElement>(
  ids: readonly string[],
): RefObject<List | null> => {
  const list = useRef<List>(null);
  const lastFocused = useRef<{ id: string; index: number } | null>(null);

  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const rememberRow = (event: FocusEvent) => {
      const row = (event.target as HTMLElement).closest<HTMLElement>("[data-row]");
      const rows = [...element.querySelectorAll<HTMLElement>("[data-row]")];
      lastFocused.current = row?.dataset.row
        ? { id: row.dataset.row, index: rows.indexOf(row) }
        : null;
    };
    element.addEventListener("focusin", rememberRow);
    return () => element.removeEventListener("focusin", rememberRow);
  }, []);

  useEffect(() => {
    const lastRow = lastFocused.current;
    const isNowhere = document.activeElement === document.body;
    if (!lastRow || !isNowhere || ids.includes(lastRow.id)) return;
    const rows = list.current?.querySelectorAll<HTMLElement>("[data-row]");
    const next = rows?.[Math.min(lastRow.index, rows.length - 1)];
    next?.querySelector<HTMLElement>("a[href], button")?.focus({ preventScroll: true });
  }, [ids]);
  return list;
};
