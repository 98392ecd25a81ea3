/** Hand-drawn icons, so that the bundle needs no icon library. */
import type { ReactNode } from "react";

interface IconProps {
  size?: number;
  filled?: boolean;
}

const icon =
  (drawing: ReactNode) =>
  ({ size = 20, filled = false }: IconProps) => (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={filled ? "currentColor" : "none"}
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {drawing}
    </svg>
  );

const THUMB = (
  <path d="M7 13.500V4.500H4.500v9H7Zm0 0 3.600 6.300a1.900 1.900 0 0 0 3.400-1.500l-.8-3.800h4.600a1.900 1.900 0 0 0 1.900-2.300l-1.300-6.200a1.900 1.900 0 0 0-1.900-1.500H7" />
);

export const SearchIcon = icon(
  <path d="M15.500 15.500 20 20M17 10.500a6.500 6.500 0 1 1-13 0 6.500 6.500 0 0 1 13 0Z" />,
);
export const CloseIcon = icon(<path d="m6 6 12 12M18 6 6 18" />);
export const HeartIcon = icon(
  <path d="M12 20S3.500 15.200 3.500 9.200A4.600 4.600 0 0 1 12 6.700a4.600 4.600 0 0 1 8.500 2.500C20.500 15.200 12 20 12 20Z" />,
);
export const ThumbDownIcon = icon(THUMB);
export const NeverIcon = icon(
  <path d="M20.500 12a8.500 8.500 0 1 1-17 0 8.500 8.500 0 0 1 17 0ZM6 6l12 12" />,
);
export const OutsideIcon = icon(
  <path d="M9.500 6H6v12h12v-3.500M13 5h6v6M19 5l-8.500 8.500" />,
);
export const ArrowIcon = icon(<path d="M4.500 12h15M13.500 6l6 6-6 6" />);
export const ChevronIcon = icon(<path d="m7 10 5 5 5-5" />);
export const MoreIcon = icon(
  <path d="M6 12h.01M12 12h.01M18 12h.01" strokeWidth={3} />,
);
export const EraseIcon = icon(
  <path d="M5 7h14M10 11v5.500M14 11v5.500M6.500 7l.8 11.500a1.500 1.500 0 0 0 1.500 1.500h6.400a1.500 1.500 0 0 0 1.500-1.500L17.500 7M9 7V5.500A1.500 1.500 0 0 1 10.500 4h3A1.500 1.500 0 0 1 15 5.500V7" />,
);
export const PersonIcon = icon(
  <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.500 8.500a7.500 7.500 0 0 1 15 0" />,
);
export const PreferencesIcon = icon(
  <path d="M4 8h9M17 8h3M4 16h3M11 16h9M17 8a2 2 0 1 1-4 0 2 2 0 0 1 4 0ZM11 16a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z" />,
);
export const PlayIcon = icon(<path d="M7.500 5v14l11-7Z" />);
export const NextIcon = icon(<path d="M6 5v14l9-7ZM18 5v14" />);
export const PreviousIcon = icon(<path d="M18 5v14l-9-7ZM6 5v14" />);
export const ListIcon = icon(<path d="M4.500 7h15M4.500 12h15M4.500 17h9" />);
export const RetryIcon = icon(
  <path d="M19.500 12a7.500 7.500 0 1 1-2.300-5.400M19.500 4v4h-4" />,
);
