"use strict";
/* Tooltips and cards: what is known of a building, a zone, a sub-district. */
louyu.KEY_METRICS = ["vacancy_rate", "occupancy_rate", "available_area", "expiring_12", "passing_rent", "tenants",
  "tax_12", "tax_12_yoy", "tax_yield", "star", "office_area", "gross_area"];

louyu.line = (label, value, beside, state) => {
  const said = louyu.make("dd", state ? "why" : "", value);
  if (beside && beside.length) said.append(louyu.make("small", "", beside.join(" · ")));
  return [louyu.make("dt", "", label), said];
};

/** Lines of the figures of one row of a level. */
louyu.figures = (metrics, level, row) => metrics.filter(metric => metric[level]).flatMap(metric => {
  const cells = metric[level];
  return louyu.line(louyu.pick(metric.label), louyu.figure(metric.unit, cells, row), louyu.beside(cells, row),
    louyu.state(cells, row));
});

louyu.list = (lines, about = "") => louyu.make("dl", about, ...lines);

/** The chosen metric in full, with period and definition; then the key figures; then all of them. */
louyu.figuresOf = (level, row) => {
  const chosen = louyu.chosen;
  const parts = [];
  if (chosen && chosen[level]) {
    const cells = chosen[level];
    parts.push(louyu.make("p", "chosen", louyu.make("span", "", louyu.pick(chosen.label)),
      louyu.make("b", "", louyu.figure(chosen.unit, cells, row)),
      louyu.make("small", "", [louyu.pick(louyu.data.windows[chosen.window]), ...louyu.beside(cells, row)].join(" · ")),
      louyu.make("small", "", louyu.pick(chosen.definition))));
  }
  const key = louyu.KEY_METRICS.map(louyu.by).filter(metric => metric && metric !== chosen);
  parts.push(louyu.list(louyu.figures(key, level, row)));
  const rest = louyu.make("details", "", louyu.make("summary", "", louyu.say("all_figures")));
  rest.addEventListener("toggle", () => {
    if (rest.open && rest.children.length === 1) rest.append(louyu.list(louyu.figures(louyu.data.metrics, level, row)));
  });
  parts.push(rest);
  return parts;
};

/** What is said of a project; where louyu itself serves the map, the way to its pictures. */
louyu.pictures = (project, said) => {
  if (!project.photos || !louyu.data.served || !location.protocol.startsWith("http")) return said;
  const link = louyu.make("a", "", said);
  return Object.assign(link, { href: `/projects/${encodeURIComponent(project.code)}`, target: "_blank", rel: "noopener" });
};

/** Public facts of a building as lines. */
louyu.facts = (rows, row) => {
  const { coded, plain, flags } = rows.facts;
  const lines = [];
  const add = (slug, value) => value && lines.push(...louyu.line(louyu.say(slug), value));
  for (const slug of ["aliases", "address"]) add(slug, plain[slug] && plain[slug][row]);
  for (const slug of ["subdistrict", "use", "status", "policy_type", "specialty", "star_scheme"]) {
    const facts = coded[slug];
    if (!facts || facts.rows[row] < 0) continue;
    const value = louyu.pick(facts.labels[facts.rows[row]]), since = plain[`${slug}_since`];
    add(slug, since && since[row] ? louyu.say("value_since", { value, day: since[row] }) : value);
  }
  add("star_valid_until", plain.star_valid_until && plain.star_valid_until[row]);
  const ends = ["completed_earliest", "completed_latest"].map(slug => plain[slug] && plain[slug][row]);
  if (ends[0] || ends[1]) add("completed", ends[0] === ends[1] ? ends[0] : ends.map(end => end || "…").join(" – "));
  add("zones", louyu.zonesOf(rows, row));
  for (const one of (rows.projects || {})[row] || []) {
    const stage = one.stage ? louyu.pick(one.stage) : "—";
    add("project", louyu.pictures(one, louyu.say(one.photos ? "project_pictured" : "project_line", { ...one, stage })));
  }
  const notes = [];
  if (!rows.at[row]) notes.push(louyu.say("no_place"));
  else if (rows.accuracy[row]) notes.push(louyu.say("accuracy", { count: rows.accuracy[row] }));
  if (flags.in_scope && flags.in_scope[row] === "0") notes.push(louyu.say("out_of_scope"));
  if (flags.room_register && flags.room_register[row] === "0") notes.push(louyu.say("no_rooms"));
  return [louyu.list(lines, "facts"), louyu.make("p", "quiet", notes.join(" · "))];
};

louyu.zonesOf = (rows, row) => {
  const zones = louyu.layer("zones");
  if (!zones || !rows.at[row]) return "";
  const ordered = [...zones.data.zones].sort((a, b) => a.row - b.row);
  const names = rows.zones[row].map(zone =>
    louyu.pick(ordered[zone].name) + (rows.uncertain[row].includes(zone) ? louyu.say("uncertain") : ""));
  return names.length ? names.join(louyu.language ? ", " : "、") + louyu.say("schematic_zone") : louyu.say("in_no_zone");
};

/** A card takes the focus when it was opened from the panel, so that a keyboard reads on inside it. */
louyu.card = (about, ...children) => {
  const made = louyu.make("article", about, ...children);
  made.tabIndex = -1;
  return made;
};

louyu.mark = () => louyu.data.demonstration
  ? louyu.make("span", "mark", louyu.pick(louyu.data.about.origin)) : null;

louyu.heading = (rows, row) => [louyu.make("h4", "", rows.names[row]), louyu.make("p", "quiet", rows.codes[row])];

/** Early warnings of a building that were raised this month or stand, with their reasons. */
louyu.warned = (rows, row) => {
  const found = (rows.warnings || {})[row];
  if (!found) return [];
  return [louyu.make("h5", "", louyu.say("warnings")),
    louyu.list(found.flatMap(([what, why]) => louyu.line(louyu.pick(what), louyu.pick(why))), "warned")];
};

louyu.buildingCard = (rows, row) => louyu.card("card", louyu.mark(), ...louyu.heading(rows, row),
  ...louyu.figuresOf("building", row), ...louyu.warned(rows, row), ...louyu.facts(rows, row));

louyu.realCard = (rows, row) => louyu.card("card real",
  louyu.make("span", "mark", louyu.say("real", {}, "layer")), ...louyu.heading(rows, row),
  ...louyu.facts(rows, row),
  louyu.list(Object.values(rows.figures).flatMap(figure => louyu.line(louyu.pick(figure.label),
    louyu.figure(figure.unit, figure, row), [], louyu.state(figure, row)))));

/** Figures of a zone or sub-district by its code. */
louyu.areaCard = (level, code, name, notes) => {
  const rows = louyu.data.rows[level];
  const row = rows ? rows.codes.indexOf(code) : -1;
  return louyu.card("card", louyu.mark(), louyu.make("h4", "", name),
    louyu.make("p", "quiet", notes.join(" · ")), ...(row < 0 ? [] : louyu.figuresOf(level, row)));
};

louyu.tip = (rows, row, real) => {
  const metric = real ? null : louyu.chosen;
  const made = louyu.make("div", "tip", louyu.make("b", "", rows.names[row]));
  if (real) made.append(louyu.make("small", "", louyu.say("real", {}, "layer")));
  if (!metric) return made;
  made.append(louyu.make("span", "", `${louyu.pick(metric.label)} ${louyu.figure(metric.unit, metric.building, row)}`));
  made.append(louyu.make("small", "", [louyu.pick(louyu.data.windows[metric.window]),
    ...louyu.beside(metric.building, row)].join(" · ")));
  return made;
};
