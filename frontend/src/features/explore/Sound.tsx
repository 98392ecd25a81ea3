/** How the songs of a page sound, beside the whole catalogue. */
import { Skeleton } from "@mantine/core";
import { QueryView } from "@/components/QueryView";
import type { Portrait } from "@/lib/api-types";
import { COMPARED } from "./attributes";
import { Histogram } from "./Histogram";
import { featureScalesQuery } from "./queries";
import { Section } from "./Section";
import classes from "./Sound.module.css";

export const Sound = ({ portrait }: { portrait: Pick<Portrait, "features"> }) => {
  const { features } = portrait;
  if (!COMPARED.some(({ name }) => features[name] !== undefined)) return null;
  return (
    <Section
      title="The sound, beside the catalogue"
      meaning="The bars are all songs that there are; the line is the mean of these."
    >
      <QueryView query={featureScalesQuery()} loading={<Skeleton height={260} />}>
        {({ items }) => (
          <dl className={classes.features}>
            {COMPARED.map(({ name, label, format }) => {
              const scale = items.find((one) => one.name === name);
              const mean = features[name];
              if (!scale || mean === undefined) return null;
              return (
                <div key={name} className={classes.feature}>
                  <dt>{label}</dt>
                  <dd>
                    {format(mean)}{" "}
                    <span className={classes.all}>all: {format(scale.mean)}</span>
                  </dd>
                  <dd className={classes.histogram}>
                    <Histogram scale={scale} mark={mean} />
                  </dd>
                </div>
              );
            })}
          </dl>
        )}
      </QueryView>
    </Section>
  );
};
