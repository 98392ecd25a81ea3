/** The drawing on the home page: notes on a staff, joined by slurs. */
const LINES = [60, 84, 108, 132, 156];
const NOTES = [
  { x: 34, y: 144 },
  { x: 126, y: 120 },
  { x: 218, y: 132 },
  { x: 310, y: 96 },
  { x: 402, y: 72 },
];

/** Height of a slur above its notes. */
const RISE = 26;

const slur = (from: (typeof NOTES)[number], to: (typeof NOTES)[number]): string => {
  const start = { x: from.x + 8, y: from.y - 19 };
  const end = { x: to.x - 8, y: to.y - 19 };
  const bend = (share: number): string =>
    `${start.x + share * (end.x - start.x)} ${start.y + share * (end.y - start.y) - RISE}`;
  return `M${start.x} ${start.y}C${bend(0.25)} ${bend(0.75)} ${end.x} ${end.y}`;
};

export const Melody = () => (
  <svg aria-hidden="true" viewBox="0 0 436 200" width="100%" overflow="visible">
    {LINES.map((y) => (
      <path key={y} d={`M0 ${y}H436`} stroke="var(--line)" strokeWidth="1.5" />
    ))}
    {NOTES.slice(1).map((note, index) => (
      <path
        key={note.x}
        d={slur(NOTES[index] ?? note, note)}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="3"
        strokeLinecap="round"
      />
    ))}
    {NOTES.map(({ x, y }, index) => (
      <ellipse
        key={x}
        cx={x}
        cy={y}
        rx="15"
        ry="11"
        fill={index === NOTES.length - 1 ? "var(--accent)" : "var(--ink)"}
        transform={`rotate(-20 ${x} ${y})`}
      />
    ))}
  </svg>
);
