"use strict";
/* Rings around buildings: what is said of some of them, whatever colours the dots. */
louyu.RING = { gap: 2.2, step: 2.6, weight: 2.2 };

/** A group of rings, made when it is first wanted: most pages never show it. */
louyu.draw.rings = (map, data) => {
  const group = Object.assign(L.featureGroup(), { marks: true }), rings = [];
  const rows = louyu.layer("buildings").data;
  const size = row => louyu.growth(map) * louyu.radius(louyu.sizer, row) + louyu.RING.gap + data.place * louyu.RING.step;
  const make = () => {
    for (const { colour, rows: members } of data.groups) {
      for (const row of members) {
        if (!rows.at[row]) continue;
        const ring = L.circleMarker(rows.at[row], { ...louyu.plan, radius: size(row), color: colour, fill: false,
          weight: louyu.RING.weight });
        ring.row = row;
        rings.push(ring);
        group.addLayer(ring);
      }
    }
  };
  group.restyle = () => rings.forEach(ring => ring.setRadius(size(ring.row)));
  group.on("add", () => { if (!rings.length) make(); });
  map.on("zoomend", group.restyle);
  return group;
};

/** What each ring means, below the switch of its layer. */
louyu.ringLegend = layer => {
  if (layer.kind !== "rings" || !layer.shown) return [];
  const all = layer.data.groups.flatMap(({ rows }) => rows);
  return [louyu.make("ul", "rings", ...layer.data.groups.map(({ colour, label, rows }) => louyu.row(
    { color: colour, weight: louyu.RING.weight, fillColor: "none" }, 7, louyu.pick(label),
    rows.filter(louyu.counts).length))),
    ...louyu.left(all.length - all.filter(louyu.counts).length).map(said => louyu.make("p", "quiet", said)),
    ...(layer.data.notes || []).map(said => louyu.make("p", "quiet", louyu.pick(said)))];
};
