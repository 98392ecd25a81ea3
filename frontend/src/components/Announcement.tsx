/** Announces changes to screen readers through one permanent live region. */
import { VisuallyHidden } from "@mantine/core";
import { useEffect } from "react";

const REGION = "announcements";

export const Announcer = () => <VisuallyHidden id={REGION} role="status" />;

export const Announcement = ({ text }: { text: string }) => {
  useEffect(() => {
    const region = document.getElementById(REGION);
    if (region) region.textContent = text;
  }, [text]);
  return null;
};
