"use strict";
/* Choosing a metric, and the legend of what is drawn. */
louyu.choose = slug => {
  louyu.chosen = louyu.by(slug);
  louyu.resize();
};

louyu.resize = () => {
  const size = document.getElementById("size").value || "same";
  louyu.sizer = size === "same" ? louyu.chosen : louyu.by(size);
  for (const group of Object.values(louyu.groups)) if (group.restyle) group.restyle();
  louyu.map.closePopup();
  louyu.legend();
};

louyu.options = (select, groups, chosen) => {
  select.replaceChildren(...groups.map(([label, options]) => {
    const group = louyu.make(label ? "optgroup" : "div");
    if (label) group.label = label;
    group.append(...options.map(([value, text]) => Object.assign(louyu.make("option", "", text), { value })));
    return label ? group : [...group.children];
  }).flat());
  select.value = chosen;
};

/** The two selects, in groups by what the metrics derive from; until they are wanted, the metric shown and no other. */
louyu.selects = () => {
  const metric = document.getElementById("metric"), size = document.getElementById("size");
  const kinds = ["tenancy", "tax", "public"], shown = one => louyu.wanted || one === louyu.chosen;
  const kindOf = one => one.from === "identity" ? "tenancy" : one.from;  // staff see both side by side
  louyu.options(metric, kinds.map(kind => [louyu.say(`from_${kind}`),
    louyu.data.metrics.filter(one => kindOf(one) === kind && shown(one)).map(one => [one.slug, louyu.pick(one.label)])])
    .filter(([, found]) => found.length), louyu.chosen ? louyu.chosen.slug : "");
  const sizes = ["office_area", "gross_area", "lettable_area", "tax_12"].map(louyu.by).filter(Boolean);
  louyu.options(size, [["", [["same", louyu.say("size_same")], ["equal", louyu.say("size_equal")],
    ...sizes.map(one => [one.slug, louyu.pick(one.label)])]]], size.value || "same");
};

/** The options that nobody sees yet are made at the first touch, or once the map stands; they cost as much as the map. */
louyu.offer = () => {
  if (louyu.wanted) return;
  louyu.wanted = true;
  louyu.selects();
};

louyu.swatch = (look, radius) => {
  const size = 26, middle = size / 2, name = "http://www.w3.org/2000/svg";
  const made = (kind, about) => {
    const element = document.createElementNS(name, kind);
    for (const [key, value] of Object.entries(about)) element.setAttribute(key, value);
    return element;
  };
  const svg = made("svg", { width: size, height: size, "aria-hidden": "true" });
  const line = { fill: look.fillColor, stroke: look.color, "stroke-width": look.weight,
    "stroke-dasharray": look.dashArray || "none" };
  if (look.diamond) {
    svg.append(made("rect", { x: middle - 4, y: middle - 4, width: 8, height: 8,
      transform: `rotate(45 ${middle} ${middle})`, ...line }));
    return svg;
  }
  svg.append(made("circle", { cx: middle, cy: middle, r: radius, ...line }));
  if (look.hatch) {
    for (const step of [-3, 0, 3]) {
      const half = Math.sqrt(radius * radius - step * step / 2 * 1) * 0.7;
      svg.append(made("line", { x1: middle + step / 2 - half, y1: middle + step / 2 + half,
        x2: middle + step / 2 + half, y2: middle + step / 2 - half, stroke: look.color, "stroke-width": 1 }));
    }
  }
  return svg;
};

louyu.row = (look, radius, text, count) => louyu.make("li", count ? "" : "none", louyu.swatch(look, radius),
  louyu.make("span", "", text), louyu.make("b", "", String(count)));

/** Whether a building counts in totals and lists; the others are drawn, and the legend says how many they are. */
louyu.counts = row => {
  const { in_scope: flags } = louyu.layer("buildings").data.facts.flags;
  return !flags || flags[row] === "1";
};

louyu.left = count => count ? [louyu.say("scope_left", { count })] : [];

louyu.legend = () => {
  const metric = louyu.chosen, list = document.getElementById("classes"), rows = louyu.layer("buildings");
  const put = (id, text) => { document.getElementById(id).textContent = text; };
  list.replaceChildren();
  if (!metric || !rows) return;
  const all = rows.data.codes.map((code, row) => louyu.state(metric.building, row));
  const states = all.filter((state, row) => louyu.counts(row));
  const counts = metric.scale.colours.map(() => 0);
  all.forEach((state, row) => {
    if (state === louyu.SHOWN && louyu.counts(row)) counts[louyu.classOf(metric.scale.breaks, metric.building.v[row])] += 1;
  });
  const same = louyu.sizer === metric;
  if (all.includes(louyu.SHOWN)) counts.forEach((count, index) => list.append(louyu.row(
    { color: "#2b3440", weight: 0.9, fillColor: metric.scale.colours[index] },
    same ? louyu.classRadius(metric, index) : louyu.RADIUS.plain, louyu.range(metric, index), count)));
  for (const [state, slug] of [[1, "unknown"], [2, "hidden"], [3, "not_applicable"]]) {
    const count = states.filter(one => one === state).length;
    if (all.includes(state)) list.append(louyu.row(louyu.LOOK[state], 6, louyu.say(slug), count));
  }
  const real = louyu.layer("real");
  if (real) list.append(louyu.row(louyu.REAL, 6, louyu.say("real_legend"), real.data.codes.length));
  put("period", [louyu.pick(louyu.data.windows[metric.window]), louyu.say("total", { count: states.length }),
    ...louyu.left(all.length - states.length)].join(" · "));
  put("definition", louyu.pick(metric.definition));
  louyu.whole(metric);
};

/** The district's own figure beside the legend. */
louyu.whole = metric => {
  const place = document.getElementById("whole");
  place.replaceChildren();
  if (!metric.district) return;
  place.append(louyu.make("span", "", `${louyu.say("whole_district")} ${louyu.pick(metric.label)}`),
    louyu.make("b", "", louyu.figure(metric.unit, metric.district, 0)),
    louyu.make("small", "", louyu.beside(metric.district, 0).join(" · ")));
};
