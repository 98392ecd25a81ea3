/** Tells a screen reader what has come, through one region that is always there. */
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
