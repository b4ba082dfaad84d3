"use strict";
/* Buildings: circles on the one canvas, one tooltip and one popup for all of them. */

/** Circles that can be hatched (hidden), dashed (cannot tell) or squared on their tip (real register). */
louyu.Dot = L.CircleMarker.extend({
  _updatePath() {
    const canvas = this._renderer;
    if (!canvas._drawing || this._empty()) return;
    if (!this.options.diamond) canvas._updateCircle(this);
    else louyu.diamond(canvas, this);
    if (this.options.hatch) louyu.hatch(canvas._ctx, this._point, this._radius);
  },
});

louyu.diamond = (canvas, dot) => {
  const { x, y } = dot._point, reach = dot._radius * 1.25, pen = canvas._ctx;
  pen.beginPath();
  pen.moveTo(x, y - reach);
  pen.lineTo(x + reach, y);
  pen.lineTo(x, y + reach);
  pen.lineTo(x - reach, y);
  pen.closePath();
  canvas._fillStroke(pen, dot);
};

louyu.hatch = (pen, { x, y }, radius) => {
  pen.save();
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.clip();
  pen.beginPath();
  for (let step = -2 * radius; step < 2 * radius; step += 3) {
    pen.moveTo(x + step, y + radius);
    pen.lineTo(x + step + 2 * radius, y - radius);
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 1;
  pen.strokeStyle = "#6b6f76";
  pen.stroke();
  pen.restore();
};

louyu.LOOK = {
  1: { color: "#4d5661", weight: 1.4, dashArray: "2 2", fillColor: "#ffffff", fillOpacity: 0.75, hatch: false },
  2: { color: "#6b6f76", weight: 1.2, dashArray: null, fillColor: "#ececec", fillOpacity: 0.9, hatch: true },
  3: { color: "#7d848c", weight: 1, dashArray: null, fillColor: "#c9ccd0", fillOpacity: 0.7, hatch: false },
};
louyu.REAL = { color: "#1d2733", weight: 1.4, dashArray: null, fillColor: "#ffffff", fillOpacity: 0.9, diamond: true };
louyu.RADIUS = { low: 3.4, high: 7.6, plain: 5.2, other: 3.8, real: 4.2 };

/** Radius by class of the sizing metric, before zoom. */
louyu.radius = (metric, row) => {
  const { low, high, plain, other } = louyu.RADIUS;
  if (!metric) return plain;
  if (louyu.state(metric.building, row) !== louyu.SHOWN) return other;
  return louyu.classRadius(metric, louyu.classOf(metric.scale.breaks, metric.building.v[row]));
};

louyu.classRadius = (metric, index) => {
  const { low, high, plain } = louyu.RADIUS;
  const { breaks, below, colours } = metric.scale;
  if (!breaks.length) return plain;
  const twoSided = louyu.twoSided(metric.unit);
  const rank = twoSided ? (index < below ? below - 1 - index : index - below) : index;
  const top = twoSided ? Math.max(below - 1, colours.length - below - 1, 1) : breaks.length;
  return low + (high - low) * rank / top;
};

louyu.look = (metric, row) => {
  const state = metric ? louyu.state(metric.building, row) : louyu.UNKNOWN;
  if (state !== louyu.SHOWN) return louyu.LOOK[state];
  const { breaks, colours } = metric.scale;
  return { color: "#2b3440", weight: 0.9, dashArray: null, hatch: false, fillOpacity: 0.92,
    fillColor: colours[louyu.classOf(breaks, metric.building.v[row])] };
};

louyu.growth = map => Math.min(Math.max(0.88 + (map.getZoom() - 13) * 0.3, 0.55), 2);

/** A group of dots with one tooltip and one popup. */
louyu.dots = (map, rows, real) => {
  const group = Object.assign(L.featureGroup(), { marks: true });
  const options = { pane: "drawing", renderer: louyu.canvas, bubblingMouseEvents: false, ...(real ? louyu.REAL : {}) };
  rows.dots = rows.at.map((at, row) => {
    if (!at) return null;
    const dot = new louyu.Dot(at, { ...options, radius: louyu.RADIUS.real });
    dot.row = row;
    return dot;
  });
  const restyle = () => {
    const growth = louyu.growth(map);
    rows.dots.forEach((dot, row) => dot && dot.setStyle(real ? { radius: growth * louyu.RADIUS.real }
      : { ...louyu.look(louyu.chosen, row), radius: growth * louyu.radius(louyu.sizer, row) }));
  };
  restyle();
  // large ones first, so that small ones stay within reach
  rows.dots.filter(Boolean).sort((a, b) => b.options.radius - a.options.radius).forEach(dot => group.addLayer(dot));
  group.bindTooltip(dot => louyu.tip(rows, dot.row, real), { sticky: true, direction: "top", offset: [0, -6] });
  group.bindPopup(dot => (real ? louyu.realCard : louyu.buildingCard)(rows, dot.row), louyu.popup());
  group.on("popupopen", () => group.closeTooltip());
  group.restyle = () => {
    group.closeTooltip();
    restyle();
  };
  map.on("zoomend", restyle);
  return group;
};

louyu.draw.buildings = (map, data) => louyu.dots(map, data, false);
louyu.draw.real = (map, data) => louyu.dots(map, data, true);

louyu.draw.footprints = (map, data) => {
  const shapes = data.rows.map((row, index) => {
    const shape = L.polygon(data.rings[index], louyu.plan);
    shape.row = row;
    return shape;
  });
  const group = L.featureGroup(shapes);
  group.restyle = () => shapes.forEach(shape => shape.setStyle({ ...louyu.look(louyu.chosen, shape.row), fillOpacity: 0.6 }));
  group.restyle();
  return group;
};
