/** The four states of every screen: loading, empty, failed and filled. */
import { Button, VisuallyHidden } from "@mantine/core";
import { type QueryKey, type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { toSentence } from "@/lib/format";
import type { Problem } from "@/lib/http";
import { lacksBuild } from "@/lib/query-client";
import { GettingStarted } from "./GettingStarted";
import { RetryIcon } from "./Icons";
import classes from "./QueryView.module.css";

const SLOW_AFTER_MS = 3000;

const Loading = ({ children }: { children: ReactNode }) => {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true">
      <div role="status" className={isSlow ? classes.note : undefined}>
        {isSlow ? (
          "The server is slow; the page loads by itself."
        ) : (
          <VisuallyHidden>Loading</VisuallyHidden>
        )}
      </div>
      <div aria-hidden="true">{children}</div>
    </div>
  );
};

interface FailedProps {
  problem: Problem;
  busy: boolean;
  onRetry: () => void;
}

const Failed = ({ problem, busy, onRetry }: FailedProps) => (
  <div role="alert" className={classes.failed}>
    <p className={classes.title}>{problem.title}</p>
    <p className={classes.detail}>{toSentence([problem.detail])}</p>
    {problem.request_id && (
      <p className={classes.request}>Request {problem.request_id}</p>
    )}
    <Button
      variant="default"
      leftSection={<RetryIcon size={16} />}
      loading={busy}
      onClick={onRetry}
    >
      Try again
    </Button>
  </div>
);

const hasNothing = (data: unknown): boolean => {
  const rows = Array.isArray(data) ? data : Reflect.get(Object(data), "items");
  return Array.isArray(rows) && rows.length === 0;
};

interface QueryViewProps<Data, Key extends QueryKey> {
  query: UseQueryOptions<Data, Problem, Data, Key>;
  /** A skeleton in the size of the data. */
  loading: ReactNode;
  /** Shown instead of the children; without it they show their own message. */
  empty?: ReactNode;
  isEmpty?: (data: Data) => boolean;
  children: (data: Data) => ReactNode;
}

export const QueryView = <Data, Key extends QueryKey>({
  query,
  loading,
  empty,
  isEmpty = empty === undefined ? () => false : hasNothing,
  children,
}: QueryViewProps<Data, Key>) => {
  const { data, error, isFetching, refetch } = useQuery(query);
  const [wasWithoutBuild, setWithoutBuild] = useState(false);
  // Asking again clears the error until there is an answer: the guide stays meanwhile.
  const isWithoutBuild =
    data === undefined && (error ? lacksBuild(error) : wasWithoutBuild);
  if (isWithoutBuild !== wasWithoutBuild) setWithoutBuild(isWithoutBuild);
  const failed = error && (
    <Failed problem={error} busy={isFetching} onRetry={() => void refetch()} />
  );
  if (isWithoutBuild) return <GettingStarted />;
  if (data === undefined) return failed ?? <Loading>{loading}</Loading>;
  return (
    <>
      {failed}
      {isEmpty(data) ? <div className={classes.empty}>{empty}</div> : children(data)}
    </>
  );
};
