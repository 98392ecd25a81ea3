/** Renders its children if the listener has likes, and a hint otherwise. */
import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { QueryView } from "@/components/QueryView";
import { verdictsQuery } from "./queries";

interface RequireLikesProps {
  empty: ReactNode;
  children: (number_of_likes: number) => ReactNode;
}

export const RequireLikes = ({ empty, children }: RequireLikesProps) => (
  <QueryView
    query={verdictsQuery()}
    loading={<Skeleton height={320} />}
    isEmpty={(items) => !items.some((item) => item.verdict === "like")}
    empty={empty}
  >
    {(items) => children(items.filter((item) => item.verdict === "like").length)}
  </QueryView>
);
