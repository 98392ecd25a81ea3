/** The button that leads to Spotify's page, from an address to which Spotify leads back. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { showToast } from "@/components/toasts";
import { http, type Problem, unwrap } from "@/lib/http";

/** Spotify leads nobody back to `localhost`, which is this machine as 127.0.0.1 is. */
const goToLoopbackAddress = (): void =>
  window.location.assign(window.location.href.replace("//localhost", "//127.0.0.1"));

export const SpotifyButton = (props: { label: string; take_over: boolean }) => {
  const { mutate, isPending } = useMutation<{ url: string }, Problem>({
    mutationFn: () =>
      unwrap(
        http.POST("/api/v1/account/spotify", { body: { take_over: props.take_over } }),
      ),
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (problem) =>
      problem.status === 409 && window.location.hostname === "localhost"
        ? goToLoopbackAddress()
        : showToast(problem.detail),
  });
  return (
    <Button variant="default" loading={isPending} onClick={() => mutate()}>
      {props.label}
    </Button>
  );
};
