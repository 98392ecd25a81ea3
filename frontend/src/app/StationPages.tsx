/** The page of all stations, and that of one. */
import { useDocumentTitle } from "@mantine/hooks";
import { StationList } from "@/features/stations/StationList";
import { StationView } from "@/features/stations/StationView";
import { ListActions } from "./ListActions";
import classes from "./Pages.module.css";

export const StationsPage = () => {
  useDocumentTitle("Your stations – Segue");
  return (
    <div className={classes.narrow}>
      <h1 className={classes.pageTitle}>Your stations</h1>
      <p className={classes.lead}>
        A station is a list that you keep from <em>Discover</em>. Each build makes it
        anew and says what is new; its feed says so to a reader of feeds. Whoever knows
        the address of a feed can read it.
      </p>
      <StationList />
    </div>
  );
};

export const StationPage = ({ station_id }: { station_id: string }) => (
  <StationView
    station_id={station_id}
    listActions={(name, tracks) => <ListActions name={name} tracks={tracks} />}
  />
);
