/** Keeps the list of a page as a station, under a name. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { RecommendationRequest } from "@/lib/api-types";
import { createStation, stationsQuery } from "./queries";
import classes from "./Stations.module.css";

interface FormProps {
  request: RecommendationRequest;
  onClose: () => void;
}

const NameForm = ({ request, onClose }: FormProps) => {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => createStation(name.trim(), request),
    onSuccess: () => client.invalidateQueries(stationsQuery()),
  });
  if (data)
    return (
      <p role="status" className={classes.kept}>
        Kept: each build makes the list of{" "}
        <Link to="/stations/$station_id" params={{ station_id: data.station_id }}>
          {data.name}
        </Link>{" "}
        anew.
      </p>
    );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <TextInput
        label="Name of the station"
        required
        maxLength={200}
        autoFocus
        value={name}
        error={error?.detail}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={isPending} disabled={name.trim() === ""}>
        Keep
      </Button>
      <Button variant="subtle" onClick={onClose}>
        Cancel
      </Button>
    </form>
  );
};

export const KeepStation = ({ request }: Pick<FormProps, "request">) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={classes.keep}>
      {isOpen ? (
        <NameForm request={request} onClose={() => setOpen(false)} />
      ) : (
        <Button size="compact-md" variant="default" onClick={() => setOpen(true)}>
          Keep as a station
        </Button>
      )}
      <Link to="/stations">Your stations</Link>
    </div>
  );
};
