"use strict";
/* The plan below the buildings: outline, zones, roads, names. One function per kind of layer. */
louyu.draw = {};
louyu.PANES = { drawing: 450, names: 500 };
louyu.ZONES = {
  cluster: [["#f6efdc", "#9c8f6c"], ["#e9f0e2", "#84957a"], ["#ece8f1", "#8d83a0"]],
  belt: [["#b5d8b0", "#3f7f48"], ["#a8cbe6", "#2f6d9e"]],
  core: [["#f3b08a", "#b0561f"]],
};
louyu.FILL = { cluster: 1, belt: 0.48, core: 0.55 };

louyu.layer = slug => louyu.data.layers.find(layer => layer.slug === slug);

louyu.panes = map => {
  for (const [name, index] of Object.entries(louyu.PANES)) map.createPane(name).style.zIndex = index;
  louyu.plate = map.getPane("names").appendChild(louyu.make("div", "leaflet-zoom-hide"));
  // one canvas for plan and buildings: a sheet for each would be drawn and held apart
  louyu.canvas = L.canvas({ pane: "drawing", padding: 0, tolerance: L.Browser.mobile ? 8 : 2 });
  louyu.plan = { pane: "drawing", renderer: louyu.canvas, interactive: false };
  window.addEventListener("beforeprint", () => louyu.sharpen(true));
  window.addEventListener("afterprint", () => louyu.sharpen(false));
};

/** Some drawing beyond the edges, so that a move shows no bare ones; not at first, when nobody has moved anything. */
louyu.margin = () => {
  if (louyu.map._animatingZoom) { // what moves was drawn without one
    louyu.map.once("zoomend", louyu.margin);
    return;
  }
  louyu.canvas.options.padding = 0.1;
  louyu.canvas._update();
};

/** Twice as many dots in each direction on paper, as screens have them that are fine by themselves. */
louyu.sharpen = on => {
  if (window.devicePixelRatio > 1) return;
  L.Browser.retina = on;
  louyu.canvas._update();
};

louyu.popup = () => ({ maxWidth: Math.min(300, window.innerWidth - 110), minWidth: 220, autoPanPaddingTopLeft: [56, 12],
  autoPanPaddingBottomRight: [12, 12], maxHeight: Math.max(160, Math.round(louyu.map.getSize().y * 0.62)) });

louyu.zoneColours = zone => {
  const choices = louyu.ZONES[zone.kind];
  return choices[zone.order % choices.length];
};

/** The land lies below everything, its border above the zones. */
louyu.draw.outline = (map, data) => {
  const part = look => L.featureGroup(data.areas.map(area => L.polygon(area.rings, { ...louyu.plan, ...look })));
  const land = part({ color: "#ffffff", weight: 6, fillColor: "#fbfaf6", fillOpacity: louyu.data.tiles ? 0 : 1 });
  const group = L.featureGroup([land, part({ fill: false, color: "#4c4f55", weight: 1.8, dashArray: "9 3 2 3" })]);
  group.bringToFront = () => land.bringToFront();
  group.border = group.getLayers()[1];
  return group;
};

/** Whatever was added last lies on top: put the layers back into their order, borders above the plan, then buildings. */
louyu.stack = () => {
  const shown = louyu.data.layers.filter(layer => layer.shown).map(layer => louyu.groups[layer.slug]);
  const plan = shown.filter(group => !group.marks), borders = plan.map(group => group.border).filter(Boolean);
  [...plan, ...borders, ...shown.filter(group => group.marks)].forEach(group => group.bringToFront());
};

/** A name on the map; priority decides who stays when names meet. Those that open something are buttons. */
louyu.name = (at, text, about) => {
  const element = louyu.make(about.open ? "button" : "span", `name ${about.kind}`, text);
  if (about.angle !== undefined) element.style.transform = `rotate(${about.angle}deg)`;
  if (about.open) {
    element.type = "button";
    L.DomEvent.on(element, "click", event => {
      L.DomEvent.stop(event);
      louyu.openAt(at, about.open());
    });
  }
  return { at, element, priority: about.priority };
};

louyu.openAt = (at, card) => L.popup(louyu.popup()).setLatLng(at).setContent(card).openOn(louyu.map);

/** All names share one element: a marker each would be a picture of its own to the browser, forty in all. */
louyu.place = () => {
  for (const { at, element } of louyu.names) {
    const point = louyu.map.latLngToLayerPoint(at);
    Object.assign(element.style, { left: `${point.x}px`, top: `${point.y}px` });
  }
  louyu.untangle();
};

louyu.draw.zones = (map, data) => {
  const group = L.featureGroup();
  const rank = { cluster: 0, belt: 1, core: 2 };
  data.zones.forEach((zone, row) => { zone.row = row; });
  const ordered = [...data.zones].sort((a, b) => rank[a.kind] - rank[b.kind] || a.row - b.row);
  for (const zone of ordered) {
    const [fill, line] = louyu.zoneColours(zone);
    const thin = louyu.data.tiles ? 0.35 : 1;
    zone.shape = L.polygon(zone.rings, { ...louyu.plan, fillColor: fill,
      fillOpacity: louyu.FILL[zone.kind] * thin, color: line, weight: zone.kind === "cluster" ? 1.2 : 1.6,
      dashArray: zone.schematic ? "6 4" : null, opacity: 0.9 });
    group.addLayer(zone.shape);
  }
  const beside = () => louyu.language ? " beside" : " beside upright";
  group.names = () => data.zones.map(zone => louyu.name(zone.at, louyu.zoneTitle(zone), {
    kind: `zone ${zone.kind}${zone.slim ? beside() : ""}`, priority: 3 - rank[zone.kind],
    open: () => louyu.zoneCard(zone) }));
  return group;
};

louyu.zoneTitle = zone => {
  const title = louyu.make("span", "two", louyu.pick(zone.name));
  if (zone.schematic) title.append(louyu.make("i", "", louyu.say("schematic_zone").trim()));
  return title;
};

louyu.zoneCard = zone => louyu.areaCard("zone", zone.code, louyu.pick(zone.name), [
  louyu.say(zone.kind, {}, "zone_group"), zone.schematic ? louyu.say("schematic") : "",
  louyu.say("members", { count: zone.buildings })].filter(Boolean));

louyu.draw.lines = (map, data) => {
  const path = (road, color, weight) => L.polyline(road.lines, { ...louyu.plan, color, weight, lineJoin: "round" });
  const group = L.featureGroup([...data.lines.map(road => path(road, "#a7a49b", 5)),
    ...data.lines.map(road => path(road, "#ffffff", 3.2))]);
  group.names = () => data.lines.map(road => {
    const upright = !louyu.language && Math.abs(road.angle) > 45;
    const angle = upright ? (road.angle > 0 ? 90 : -90) - road.angle : -road.angle;
    return louyu.name(road.at, louyu.pick(road.name), { kind: upright ? "road upright" : "road", priority: 4, angle });
  });
  return group;
};

louyu.draw.names = (map, data) => {
  const group = L.featureGroup();
  group.names = () => data.points.map(point => louyu.name(point.at, louyu.pick(point.name), { kind: data.level,
    priority: 5, open: () => louyu.areaCard(data.level, point.code, louyu.pick(point.name), [louyu.say("schematic")]) }));
  return group;
};

louyu.draw.points = (map, data) => {
  const mark = { radius: 3.2, weight: 1.6, color: "#5b6b86", fillColor: "#ffffff", fillOpacity: 1 };
  const group = L.featureGroup(data.points.map(point => L.circleMarker(point.at, { ...louyu.plan, ...mark })));
  group.names = () => data.points.map(point => louyu.name(point.at, louyu.pick(point.name),
    { kind: `landmark ${point.mark}`, priority: 6 }));
  return group;
};

/** Hide names that would lie on more important ones. */
louyu.untangle = () => {
  const kept = [];
  const names = [...louyu.names].sort((a, b) => a.priority - b.priority);
  const boxes = names.map(name => name.element.getBoundingClientRect());
  names.forEach((name, index) => {
    const box = boxes[index];
    const meets = other => box.left < other.right + 2 && box.right > other.left - 2
      && box.top < other.bottom + 1 && box.bottom > other.top - 1;
    const free = !kept.some(meets);
    if (free) kept.push(box);
    name.element.style.visibility = free ? "" : "hidden";
  });
};
