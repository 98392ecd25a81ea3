/** A button that opens something, which is loaded with the first click. */
import type { AsyncRouteComponent } from "@tanstack/react-router";
import { cloneElement, type ReactElement, useState } from "react";

interface OnDemandProps<Props> {
  target: ReactElement;
  /** What `aria-haspopup` says that it opens. */
  opens: "menu" | "dialog";
  /** What opens, already open, with the button in it. */
  component: AsyncRouteComponent<Props>;
  properties: Props;
}

export const OnDemand = <Props extends object>({
  target,
  opens,
  component: Opened,
  properties,
}: OnDemandProps<Props>) => {
  const [isLoaded, setLoaded] = useState(false);
  if (isLoaded) return <Opened {...properties} />;
  return cloneElement(target, {
    "aria-haspopup": opens,
    "aria-expanded": false,
    // What is loaded already has no preload; what could not be loaded says so when it is drawn.
    onClick: () => void Promise.resolve(Opened.preload?.()).then(() => setLoaded(true)),
  } as object);
};
