/** The bar that plays, once something does; it is loaded then. */
import { lazyRouteComponent } from "@tanstack/react-router";
import { Suspense } from "react";
import { useQueue } from "@/features/listen/queue";

const PlayerWithVerdicts = lazyRouteComponent(
  () => import("./PlayerWithVerdicts"),
  "PlayerWithVerdicts",
);

export const Player = () =>
  useQueue() && (
    <Suspense fallback={null}>
      <PlayerWithVerdicts />
    </Suspense>
  );
