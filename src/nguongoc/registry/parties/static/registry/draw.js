// <ng-draw>: draw or walk the outline of a place. The textarea of the form is the truth: what is drawn is written there,
// what is typed there is drawn. No tiles: a grid of hundredths of a degree is the ground.
const POINT = /^\s*(-?\d+[.,]\d+)\s*[,;\s]\s*(-?\d+[.,]\d+)\s*$/;
const EARTH = 6371007.2;

function load(address) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.L);
    script.onerror = failed;
    document.head.append(script);
  });
}

// The area on a sphere, in m²: close enough to show while drawing; the server measures on the ellipsoid.
function area(points) {
  const rad = Math.PI / 180;
  let sum = 0;
  points.forEach(([lat, lng], i) => {
    const [nextLat, nextLng] = points[(i + 1) % points.length];
    sum += (nextLng - lng) * rad * (2 + Math.sin(lat * rad) + Math.sin(nextLat * rad));
  });
  return Math.abs((sum * EARTH * EARTH) / 2);
}

class Draw extends HTMLElement {
  async connectedCallback() {
    this.field = document.getElementById(this.dataset.field);
    this.said = this.querySelector("[data-said]");
    const L = (this.L = await load(this.dataset.library));
    if (!this.isConnected) return;
    const ground = this.querySelector(".ground");
    this.hidden = ground.hidden = false;
    const [west, south, east, north] = this.dataset.box.split(",").map(Number);
    this.map = L.map(ground, { attributionControl: false, zoomControl: false, maxZoom: 19 });
    L.control.zoom({ zoomInTitle: this.dataset.closer, zoomOutTitle: this.dataset.farther }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.province = L.latLngBounds([south, west], [north, east]);
    const frame = { className: "shape grid", interactive: false, fill: false };
    const sketch = this.dataset.sketch && JSON.parse(this.dataset.sketch);
    (sketch ? L.geoJSON(sketch, { style: frame, interactive: false }) : L.rectangle(this.province, frame)).addTo(this.map);
    this.grid = L.layerGroup().addTo(this.map);
    this.drawn = L.layerGroup().addTo(this.map);
    this.map.on("click", ({ latlng }) => this.add(latlng.lat, latlng.lng));
    this.map.on("moveend", () => this.rule());
    this.field.addEventListener("input", () => this.show());
    this.querySelector("[data-here]").addEventListener("click", () => this.stand());
    this.querySelector("[data-back]").addEventListener("click", () => this.write(this.points.slice(0, -1)));
    const shape = this.points;
    this.map.fitBounds(shape.length ? L.latLngBounds(shape).pad(0.5) : this.province, { maxZoom: 17 });
    this.show();
  }

  get points() {
    return this.field.value
      .split("\n")
      .map((line) => POINT.exec(line))
      .filter(Boolean)
      .map((found) => [Number(found[1].replace(",", ".")), Number(found[2].replace(",", "."))]);
  }

  add(lat, lng) {
    this.write([...this.points, [lat, lng]]);
  }

  write(points) {
    this.field.value = points.map(([lat, lng]) => `${lat.toFixed(7)}, ${lng.toFixed(7)}`).join("\n");
    this.show();
  }

  stand() {
    if (!navigator.geolocation) return this.say(this.dataset.nowhere);
    this.say(this.dataset.seeking);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.add(coords.latitude, coords.longitude);
        this.map.panTo([coords.latitude, coords.longitude]);
        this.say(`${this.measure()} · ${this.dataset.accuracy} ${Math.round(coords.accuracy)} m`);
      },
      () => this.say(this.dataset.nowhere),
      { enableHighAccuracy: true, timeout: 30000, maximumAge: 0 },
    );
  }

  show() {
    const points = this.points;
    this.drawn.clearLayers();
    const look = { className: "shape", interactive: false };
    if (points.length > 2) this.L.polygon(points, look).addTo(this.drawn);
    else if (points.length === 2) this.L.polyline(points, look).addTo(this.drawn);
    points.forEach((one) => this.L.circleMarker(one, { radius: 5, className: "shape point", interactive: false }).addTo(this.drawn));
    this.drawn.eachLayer((one) => one.getElement()?.setAttribute("data-tone", "good"));
    this.say(this.measure());
  }

  measure() {
    const points = this.points;
    const count = `${points.length} ${this.dataset.counted}`;
    if (points.length < 3) return count;
    const hectares = (area(points) / 10000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 3 });
    return `${count} · ${this.dataset.about} ${hectares} ha`;
  }

  say(words) {
    this.said.textContent = words;
  }

  // Lines every tenth of a degree, then every hundredth, then every thousandth: never more than some dozens.
  rule() {
    const bounds = this.map.getBounds();
    const width = bounds.getEast() - bounds.getWest();
    const step = width > 0.5 ? 0.1 : width > 0.05 ? 0.01 : 0.001;
    this.grid.clearLayers();
    const line = (from, to) => this.L.polyline([from, to], { className: "shape grid", interactive: false }).addTo(this.grid);
    for (let x = Math.ceil(bounds.getWest() / step) * step; x < bounds.getEast(); x += step) line([bounds.getSouth(), x], [bounds.getNorth(), x]);
    for (let y = Math.ceil(bounds.getSouth() / step) * step; y < bounds.getNorth(); y += step) line([y, bounds.getWest()], [y, bounds.getEast()]);
  }
}

customElements.define("ng-draw", Draw);
