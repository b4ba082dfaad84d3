"use strict";
/* The page comes to life: layers in order, then words, then what people press. */
louyu.start = (map, data) => {
  Object.assign(louyu, { map, data, language: data.language === "en" ? 1 : 0, names: [], groups: {} });
  louyu.chosen = louyu.sizer = louyu.by(data.first);
  louyu.headings();
  map.invalidateSize({ pan: false }); // should the heading have grown: what is drawn below need not be drawn again
  louyu.panes(map);
  if (map.attributionControl) map.attributionControl.setPrefix("Leaflet");
  map.setMaxBounds(L.latLngBounds(data.bounds).pad(0.8));
  louyu.fit();
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  for (const layer of data.layers) {
    louyu.groups[layer.slug] = louyu.draw[layer.kind](map, layer.data);
    if (layer.shown) louyu.groups[layer.slug].addTo(map);
  }
  louyu.stack();
  louyu.entries = louyu.index();
  louyu.listen();
  louyu.speak();
  if (window.innerWidth <= 720) louyu.open("legend"); // the district is wider than tall: there is room below it
};

/** The whole district; it stays whole while nobody has moved the map. */
louyu.fit = () => {
  louyu.map.fitBounds(louyu.data.bounds, { padding: [8, 8], animate: false });
  louyu.home = true;
};

/** All names of the layers that are on; made anew because words and angles change with the language. */
louyu.nameAll = () => {
  louyu.names = louyu.data.layers.filter(layer => layer.shown && louyu.groups[layer.slug].names)
    .flatMap(layer => louyu.groups[layer.slug].names());
  louyu.plate.replaceChildren(...louyu.names.map(name => name.element));
  louyu.place();
};

/** A text where it is not there yet: to write it again would let the browser lay out the page again. */
louyu.put = (place, text) => {
  if (place.textContent !== text) place.textContent = text;
};

/** The page's fixed words, the heading among them, in the chosen language. */
louyu.headings = () => {
  const { about, demonstration } = louyu.data;
  document.documentElement.lang = louyu.language ? "en" : "zh-CN";
  for (const place of document.querySelectorAll("[data-word]")) louyu.put(place, louyu.say(place.dataset.word));
  for (const place of document.querySelectorAll("[data-say]")) place.setAttribute("aria-label", louyu.say(place.dataset.say));
  document.getElementById("demonstration").hidden = !demonstration;
  louyu.put(document.getElementById("subtitle"), louyu.pick(about.subtitle));
  document.getElementById("language").title = louyu.say("switch_language");
  const query = document.getElementById("query");
  query.placeholder = louyu.say("find_hint");
  query.setAttribute("aria-label", louyu.say("find"));
  document.getElementById("tabs").setAttribute("aria-label", louyu.say("menu"));
  louyu.map.getContainer().setAttribute("aria-label", louyu.say("map_label"));
  louyu.map.getContainer().setAttribute("role", "application");
};

/** Say everything in the chosen language. */
louyu.speak = () => {
  louyu.headings();
  for (const say of [louyu.selects, louyu.legend, louyu.switches, louyu.zoneList, louyu.lost, louyu.imprint,
    louyu.nameAll, louyu.search]) say();
};

louyu.listen = () => {
  const on = (id, event, act) => document.getElementById(id).addEventListener(event, act);
  on("metric", "change", event => louyu.choose(event.target.value));
  on("size", "change", louyu.resize);
  on("metric", "pointerdown", louyu.offer);
  on("metric", "focus", louyu.offer);
  window.setTimeout(louyu.offer, 1500);
  window.setTimeout(louyu.margin, 1500);
  on("query", "input", louyu.search);
  on("query", "keydown", event => { if (event.key === "Enter" && !event.isComposing) louyu.enter(); });
  on("language", "click", () => {
    louyu.language = 1 - louyu.language;
    louyu.map.closePopup();
    document.getElementById("card").replaceChildren();
    louyu.speak();
  });
  for (const tab of document.querySelectorAll("#tabs button")) {
    tab.addEventListener("click", () => {
      const { open } = tab.dataset;
      louyu.open(document.getElementById("panel").dataset.open === open ? null : open);
    });
  }
  for (const button of document.querySelectorAll("#zoom button")) {
    const by = +button.dataset.by;
    button.addEventListener("click", () => by ? louyu.map.setZoom(louyu.map.getZoom() + by) : louyu.fit());
  }
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    if (louyu.map.getContainer().querySelector(".leaflet-popup")) document.getElementById("query").focus();
    louyu.map.closePopup();
    louyu.open(null);
  });
  louyu.map.on("zoomstart dragstart", () => { louyu.home = false; });
  louyu.map.on("resize", () => louyu.home && louyu.fit());
  new ResizeObserver(() => louyu.map.invalidateSize({ pan: false })).observe(louyu.map.getContainer());
  louyu.map.on("zoomend viewreset", louyu.place);
  louyu.map.on("click", () => louyu.open(null));
};
