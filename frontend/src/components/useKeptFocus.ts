/** Keeps the keyboard's place in a list whose focused row has just gone. */
import { type RefObject, useEffect, useRef } from "react";

/** Rows are the elements with `data-row`; the first link or button of a row takes the focus. */
export const useKeptFocus = (
  list: RefObject<HTMLElement | null>,
  ids: readonly string[],
): void => {
  const before = useRef<{ id: string; index: number } | null>(null);

  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const remember = (event: FocusEvent) => {
      const row = (event.target as HTMLElement).closest<HTMLElement>("[data-row]");
      const rows = [...element.querySelectorAll<HTMLElement>("[data-row]")];
      before.current = row?.dataset.row
        ? { id: row.dataset.row, index: rows.indexOf(row) }
        : null;
    };
    element.addEventListener("focusin", remember);
    return () => element.removeEventListener("focusin", remember);
  }, [list]);

  useEffect(() => {
    const lost = before.current;
    const isNowhere = document.activeElement === document.body;
    if (!lost || !isNowhere || ids.includes(lost.id)) return;
    const rows = list.current?.querySelectorAll<HTMLElement>("[data-row]");
    const next = rows?.[Math.min(lost.index, rows.length - 1)];
    next?.querySelector<HTMLElement>("a[href], button")?.focus({ preventScroll: true });
  }, [ids, list]);
};
