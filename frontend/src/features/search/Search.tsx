/** The search box of every page: it opens the page of what is picked. */
import { useNavigate } from "@tanstack/react-router";
import { pageOf } from "@/lib/named-things";
import { useSingleKeys } from "@/lib/preferences";
import { SearchBox } from "./SearchBox";

export const Search = ({ large = false }: { large?: boolean }) => {
  const navigate = useNavigate();
  const [hasSingleKeys] = useSingleKeys();
  return (
    <SearchBox
      label="Search songs, artists, genres"
      large={large}
      hasSlash={hasSingleKeys}
      onPick={(thing) => void navigate(pageOf(thing))}
    />
  );
};
