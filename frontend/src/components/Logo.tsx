/** The logo of Segue: two notes joined by a slur. */
const Note = ({ x, color }: { x: number; color: string }) => (
  <ellipse
    cx={x}
    cy="22"
    rx="5"
    ry="3.900"
    fill={color}
    transform={`rotate(-20 ${x} 22)`}
  />
);

export const Logo = ({ size = 28 }: { size?: number }) => (
  <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32">
    <path
      d="M5 13C8.500 4.500 23.500 4.500 27 13"
      fill="none"
      stroke="var(--accent)"
      strokeWidth="2.4"
      strokeLinecap="round"
    />
    <Note x={7} color="var(--ink)" />
    <Note x={25} color="var(--accent)" />
  </svg>
);
