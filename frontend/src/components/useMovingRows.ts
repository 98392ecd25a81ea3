/** Lets rows glide from their old places to their new ones, unless motion is unwelcome. */
import { type RefObject, useLayoutEffect, useRef } from "react";

const GLIDE = { duration: 320, easing: "cubic-bezier(0.2, 0, 0, 1)" } as const;

const isStill = (): boolean =>
  !!window.matchMedia("(prefers-reduced-motion: reduce)")?.matches;

/** Rows are the elements with `data-row`; they move when `version` changes. */
export const useMovingRows = (
  list: RefObject<HTMLElement | null>,
  version: unknown,
): void => {
  const tops = useRef(new Map<string, number>());
  const lastVersion = useRef(version);
  useLayoutEffect(() => {
    const rows = list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [];
    const isChanged = lastVersion.current !== version;
    lastVersion.current = version;
    const before = tops.current;
    tops.current = new Map();
    for (const row of rows) {
      const id = row.dataset.row ?? "";
      const top = row.offsetTop;
      tops.current.set(id, top);
      const moved = (before.get(id) ?? top) - top;
      if (isChanged && moved !== 0 && !isStill())
        row.animate?.({ translate: [`0 ${moved}px`, "none"] }, GLIDE);
    }
  });
};
