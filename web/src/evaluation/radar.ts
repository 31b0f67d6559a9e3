// A reading as a radar, and its dimensions that lie far behind in words.
import type { RadarSeries } from "@/kernel/part/RadarChart.vue";
import { t } from "@/kernel/words/words";
import type { Reading } from "./evaluation";

export function radar_of(reading: Reading): { axes: string[]; series: RadarSeries[]; marked: number[]; lame: string[] } {
  const { dimensions } = reading;
  return {
    axes: dimensions.map(({ title }) => title),
    series: [
      { name: t("evaluation.one.median_line"), look: "median", values: dimensions.map(({ median }) => median) },
      { name: t("evaluation.one.target_line"), look: "target", values: dimensions.map(({ target }) => target) },
      { name: reading.organization_name, look: "own", values: dimensions.map(({ points }) => points) },
    ],
    marked: dimensions.flatMap(({ lame }, at) => (lame ? [at] : [])),
    lame: dimensions.flatMap(({ lame_words }) => lame_words ?? []),
  };
}
