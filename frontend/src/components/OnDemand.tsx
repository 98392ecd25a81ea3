/** A button that opens something, which is loaded with the first click. */
import { cloneElement, type ReactElement, Suspense, useState } from "react";

interface OnDemandProps {
  target: ReactElement;
  /** What `aria-haspopup` says that it opens. */
  opens: "menu" | "dialog";
  /** What opens, already open, with the button in it. */
  children: ReactElement;
}

export const OnDemand = ({ target, opens, children }: OnDemandProps) => {
  const [isWanted, setWanted] = useState(false);
  const button = cloneElement(target, {
    "aria-haspopup": opens,
    "aria-expanded": false,
    onClick: () => setWanted(true),
  } as object);
  return isWanted ? <Suspense fallback={button}>{children}</Suspense> : button;
};
