/** What the pages of artists, albums, genres, playlists and years share: frame and states. */
import { Button, Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { SearchIcon } from "@/components/Icons";
import classes from "./EntityHeader.module.css";

export const PageSkeleton = () => (
  <div className={classes.header}>
    <Skeleton className={classes.cover} style={{ aspectRatio: 1 }} />
    <div className={classes.text}>
      <Skeleton height={14} width="15%" my={4} />
      <Skeleton height={38} width="60%" my={4} />
      <Skeleton height={16} width="40%" mt={10} />
    </div>
  </div>
);

interface DiscoverLinkProps {
  seeds?: string[];
  search?: { genre?: string; year?: string };
  children: ReactNode;
}

/** Leads to Discover with something chosen already. */
export const DiscoverLink = ({ seeds, search, children }: DiscoverLinkProps) => (
  <Button
    renderRoot={(props) => (
      <Link to="/discover" search={{ ...search, ...(seeds && { seeds }) }} {...props} />
    )}
    size="compact-md"
    radius="xl"
    leftSection={<SearchIcon size={16} />}
  >
    {children}
  </Button>
);
