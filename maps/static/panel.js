"use strict";
/* The panel: search, layers, zones, buildings without a place, imprint. */
louyu.MOST_FOUND = 12;

louyu.button = (text, act, about = "") => {
  const made = louyu.make("button", about, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
};

/** Go to a building: its popup on the map, or its card in the panel when nobody knows where it stands. */
louyu.visit = (slug, row) => {
  const rows = louyu.layer(slug).data, card = document.getElementById("card");
  card.replaceChildren();
  const dot = rows.dots[row];
  if (!dot) {
    card.append((slug === "real" ? louyu.realCard : louyu.buildingCard)(rows, row));
    louyu.open("find");
    card.scrollIntoView({ block: "nearest" });
    return;
  }
  if (!louyu.map.hasLayer(louyu.groups[slug])) louyu.toggle(slug, true);
  louyu.open(null);
  louyu.map.setView(dot.getLatLng(), Math.max(louyu.map.getZoom(), 15), { animate: false });
  dot.fire("click", { latlng: dot.getLatLng(), layerPoint: louyu.map.latLngToLayerPoint(dot.getLatLng()) }, true);
  const popup = louyu.map.getContainer().querySelector(".leaflet-popup .card");
  if (popup) popup.focus({ preventScroll: true });
};

/** Everything the search looks through: codes, names, aliases of both registers, in code order. */
louyu.index = () => ["buildings", "real"].map(louyu.layer).filter(Boolean).flatMap(layer => {
  const { codes, names, facts } = layer.data, aliases = facts.plain.aliases || [];
  return codes.map((code, row) => ({ slug: layer.slug, row, name: names[row], code,
    text: `${code} ${names[row]} ${aliases[row] || ""}`.toLowerCase() }));
});

/** What is looked for, and the entries that have it. */
louyu.found = () => {
  const query = document.getElementById("query").value.trim().toLowerCase();
  return [query, query ? louyu.entries.filter(entry => entry.text.includes(query)) : []];
};

/** Enter goes to the building whose code or name was typed in full, else to the first one listed. */
louyu.enter = () => {
  const [query, found] = louyu.found();
  const first = found.find(entry => [entry.code.toLowerCase(), entry.name.toLowerCase()].includes(query)) || found[0];
  if (first) louyu.visit(first.slug, first.row);
};

louyu.search = () => {
  const list = document.getElementById("found"), [query, found] = louyu.found();
  list.replaceChildren();
  if (!query) return;
  list.append(...found.slice(0, louyu.MOST_FOUND).map(entry => louyu.make("li", "",
    louyu.button(`${entry.name}  ${entry.code}${entry.slug === "real" ? ` · ${louyu.say("real", {}, "layer")}` : ""}`,
      () => louyu.visit(entry.slug, entry.row)))));
  const more = found.length - louyu.MOST_FOUND;
  if (!found.length) list.append(louyu.make("li", "quiet", louyu.say("find_none")));
  if (more > 0) list.append(louyu.make("li", "quiet", louyu.say("find_more", { count: more })));
};

louyu.toggle = (slug, on) => {
  const group = louyu.groups[slug];
  if (on) group.addTo(louyu.map);
  else group.remove();
  louyu.layer(slug).shown = on;
  louyu.stack();
  louyu.nameAll();
  louyu.switches();
};

louyu.switches = () => document.getElementById("switches").replaceChildren(...louyu.data.layers.map(layer => {
  const box = Object.assign(louyu.make("input"), { type: "checkbox", checked: layer.shown });
  box.dataset.layer = layer.slug;
  box.addEventListener("change", () => {
    louyu.toggle(layer.slug, box.checked);
    document.querySelector(`[data-layer="${layer.slug}"]`).focus();
  });
  return louyu.make("li", "", louyu.make("label", "", box, louyu.say(layer.slug, {}, "layer")), ...louyu.ringLegend(layer));
}));

louyu.zoneList = () => {
  const zones = louyu.layer("zones");
  if (!zones) return;
  document.getElementById("zones").replaceChildren(...zones.data.zones.map(zone => {
    const [fill, line] = louyu.zoneColours(zone), patch = louyu.make("i", "patch");
    Object.assign(patch.style, { backgroundColor: fill, borderColor: line });
    const kind = louyu.make("small", "", louyu.say(zone.kind, {}, "zone_group"));
    const go = louyu.button(louyu.pick(zone.name), () => {
      if (!louyu.map.hasLayer(louyu.groups.zones)) louyu.toggle("zones", true);
      louyu.open(null);
      louyu.map.fitBounds(zone.shape.getBounds(), { animate: false });
      louyu.openAt(zone.at, louyu.zoneCard(zone));
    });
    go.append(zone.schematic ? louyu.say("schematic_zone") : "");
    return louyu.make("li", "", patch, go, kind);
  }));
};

/** Buildings without a place: counted, listed, each with its card. */
louyu.lost = () => {
  for (const [slug, id, label] of [["buildings", "lost", "no_place_list"], ["real", "lost-real", "no_place_real"]]) {
    const place = document.getElementById(id), layer = louyu.layer(slug);
    const rows = layer ? layer.data.at.flatMap((at, row) => at ? [] : [row]) : [];
    place.hidden = !rows.length;
    place.firstElementChild.textContent = louyu.say(label, { count: rows.length });
    const fill = () => place.lastElementChild.replaceChildren(...(place.open ? rows : []).map(row => louyu.make("li", "",
      louyu.button(`${layer.data.names[row]}  ${layer.data.codes[row]}`, () => louyu.visit(slug, row)))));
    place.ontoggle = fill;
    fill();
  }
};

louyu.imprint = () => {
  const { about } = louyu.data;
  const lines = [["month", `${about.month} · ${louyu.pick(about.state)}`], ["audience", louyu.pick(about.audience)],
    ["origin", louyu.pick(about.origin)], ["data_date", about.data_date], ["scope", louyu.pick(about.scope)]];
  document.getElementById("imprint").replaceChildren(...lines.flatMap(([slug, text]) => louyu.line(louyu.say(slug), text)));
  document.getElementById("sources").replaceChildren(...about.sources.map(source => louyu.make("li", "", louyu.pick(source))));
};

/** On a narrow screen one section at a time, as a sheet from below; null closes it. */
louyu.open = name => {
  const panel = document.getElementById("panel");
  panel.dataset.open = name || "";
  for (const tab of document.querySelectorAll("#tabs button")) {
    tab.setAttribute("aria-expanded", String(tab.dataset.open === panel.dataset.open));
  }
};
