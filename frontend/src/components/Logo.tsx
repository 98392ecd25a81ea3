/** The logo of Segue: two notes joined by a slur. */
import classes from "./Logo.module.css";

export const Logo = ({ size = 28 }: { size?: number }) => (
  <svg
    aria-hidden="true"
    className={classes.mark}
    width={size}
    height={size}
    viewBox="0 0 32 32"
  >
    <path d="M5 13C8.500 4.500 23.500 4.500 27 13" />
    <ellipse cx="7" cy="22" rx="5" ry="3.900" transform="rotate(-20 7 22)" />
    <ellipse
      data-next
      cx="25"
      cy="22"
      rx="5"
      ry="3.900"
      transform="rotate(-20 25 22)"
    />
  </svg>
);
