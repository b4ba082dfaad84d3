"use strict";
/* Words and numbers. Nothing here or elsewhere builds HTML from data: text goes in through textContent only. */
const louyu = { language: 0, data: null, SHOWN: 0, UNKNOWN: 1, HIDDEN: 2, NOT_APPLICABLE: 3 };

/** A label in the chosen language: say("legend"), say("coverage", {value: 80}), say("belt", {}, "zone_kind"). */
louyu.say = (slug, places = {}, group = "map") =>
  louyu.pick(louyu.data.words[group][slug]).replace(/\{(\w+)\}/g, (all, name) => name in places ? places[name] : all);

/** One of [Chinese, English]. */
louyu.pick = pair => pair[louyu.language] || pair[0];

louyu.VERDICTS = ["not_due", "watch", "due"];

/** A number as printed, without its unit; by hand, since the browser's own formatter takes 20 ms to wake up. */
louyu.number = (unit, whole) => {
  if (unit === "verdict") return louyu.say(louyu.VERDICTS[whole], {}, "verdict");
  const [divisor, digits] = louyu.data.units[unit][louyu.language];
  const [before, after] = (Math.abs(whole) / divisor).toFixed(digits).split(".");
  const text = before.replace(/\B(?=(\d{3})+$)/g, ",") + (after && +after ? `.${after.replace(/0+$/, "")}` : "");
  const sign = text === "0" ? "" : whole < 0 ? "−" : louyu.twoSided(unit) ? "+" : "";
  return sign + text;
};

/** Changes and differences lie on both sides of zero. */
louyu.twoSided = unit => unit === "change" || unit === "points";

louyu.unit = unit => louyu.say(unit, {}, "map_unit");

louyu.withUnit = (unit, text) => {
  const suffix = louyu.unit(unit);
  if (unit === "star") return louyu.language ? `${text} ★` : `${text}${suffix}`;
  return suffix === "%" || !suffix ? text + suffix : `${text} ${suffix}`;
};

louyu.state = (cells, row) => cells.s ? +cells.s[row] : louyu.SHOWN;

/** A figure in words: its value with unit, or why there is none. */
louyu.figure = (unit, cells, row) => {
  const state = louyu.state(cells, row);
  if (state === louyu.SHOWN) return louyu.withUnit(unit, louyu.number(unit, cells.v[row]));
  if (state === louyu.HIDDEN) return louyu.say("hidden");
  if (state === louyu.NOT_APPLICABLE) return "—";
  const bounds = cells.b && cells.b[row];
  if (!bounds) return louyu.say("unknown");
  const [low, high] = bounds.map(end => louyu.withUnit(unit, louyu.number(unit, end)));
  return louyu.say("unknown_bounds", { low, high });
};

/** What stands beside a figure: coverage, months with data, whether estimated, buildings counted and left out. */
louyu.beside = (cells, row) => {
  const said = [];
  const state = louyu.state(cells, row);
  const at = list => Array.isArray(list) ? list[row] : list;
  if (state === louyu.HIDDEN) return said;
  if (cells.c && at(cells.c) !== null) said.push(louyu.say("coverage", { value: at(cells.c) }));
  if (cells.m !== undefined && state === louyu.SHOWN) said.push(louyu.say("months", { count: at(cells.m) }));
  if (cells.e && cells.e.includes(row)) said.push(louyu.say("estimated"));
  if (cells.n) said.push(louyu.say("counted", { count: at(cells.n) }));
  if (cells.x && at(cells.x)) said.push(louyu.say("left_out", { count: at(cells.x) }));
  return said;
};

/** An element with class and children; strings become text. */
louyu.make = (name, about = "", ...children) => {
  const made = document.createElement(name);
  if (about) made.className = about;
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
};

louyu.by = slug => louyu.data.metrics.find(metric => metric.slug === slug) || null;

/** Class of a shown value: how many breaks are at or below it. */
louyu.classOf = (breaks, value) => {
  let index = 0;
  while (index < breaks.length && breaks[index] <= value) index += 1;
  return index;
};

/** What a class says in the legend. */
louyu.range = (metric, index) => {
  const { breaks } = metric.scale;
  const print = whole => louyu.number(metric.unit, whole);
  const unit = text => louyu.withUnit(metric.unit, text);
  if (metric.unit === "verdict") return print(index);
  if (!breaks.length) {
    const shown = metric.building.v.filter(value => value !== null);
    const low = Math.min(...shown), high = Math.max(...shown);
    return unit(low === high ? print(low) : `${print(low)} – ${print(high)}`);
  }
  if (metric.unit === "star" || metric.unit === "count") return louyu.wholeRange(metric, index, unit);
  if (index === 0) return unit(`< ${print(breaks[0])}`);
  if (index === breaks.length) return unit(`≥ ${print(breaks[index - 1])}`);
  return unit(louyu.say(louyu.twoSided(metric.unit) ? "range_signed" : "range",
    { low: print(breaks[index - 1]), high: print(breaks[index]) }));
};

/** Counts and stars: "3", "4 – 7" instead of "3 – 4". */
louyu.wholeRange = (metric, index, unit) => {
  const { breaks } = metric.scale;
  const print = whole => louyu.number(metric.unit, whole);
  const shown = metric.building.v.filter(value => value !== null && louyu.classOf(breaks, value) === index);
  if (!shown.length) return "";
  const low = index ? breaks[index - 1] : Math.min(...shown);
  const high = index < breaks.length ? breaks[index] - 1 : Math.max(...shown);
  return unit(low >= high ? print(Math.max(low, high)) : `${print(low)} – ${print(high)}`);
};
