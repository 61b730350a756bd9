// <ng-map>: places on plain ground. No tiles: no foreign server learns who looks at which plot.
let library;

function load(address) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.L);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

const escape = (words) => new Option(words).innerHTML;

class PlaceMap extends HTMLElement {
  connectedCallback() {
    this.watch = new IntersectionObserver(([seen]) => seen.isIntersecting && this.draw(), { rootMargin: "200px" });
    this.watch.observe(this);
  }

  disconnectedCallback() {
    this.watch?.disconnect();
    this.map?.remove();
  }

  async draw() {
    this.watch.disconnect();
    const places = JSON.parse(document.getElementById(this.dataset.source).textContent);
    this.toggleAttribute("empty", !places.length);
    if (!places.length) return;
    const L = await load(this.dataset.library);
    if (!this.isConnected) return;
    const ground = this.querySelector(".ground");
    ground.hidden = false;
    ground.setAttribute("role", "application");
    ground.setAttribute("aria-label", this.getAttribute("label"));
    const frame = this.closest(".map");
    frame.classList.add("drawn");
    this.map = L.map(ground, { attributionControl: false, zoomControl: false, scrollWheelZoom: false, maxZoom: 19 });
    L.control.zoom({ zoomInTitle: this.dataset.closer, zoomOutTitle: this.dataset.farther }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    const layers = new Map(places.map((place) => [place.number, this.layer(L, place)]));
    const all = L.featureGroup([...layers.values()]).addTo(this.map);
    this.map.fitBounds(all.getBounds().pad(0.2), { maxZoom: 15 });
    for (const pin of frame.querySelectorAll(".pin")) {
      pin.hidden = false;
      pin.addEventListener("click", () => this.look(layers.get(Number(pin.dataset.number))));
    }
  }

  layer(L, { geometry, tone, name, number }) {
    const layer = L.geoJSON(geometry, {
      style: { className: geometry.type === "Point" ? "shape point" : "shape" },
      pointToLayer: (_, at) => L.circleMarker(at, { radius: 9 }),
    });
    layer.bindTooltip(`${number}. ${escape(name)}`, { permanent: geometry.type === "Point", direction: "right", offset: [10, 0], className: "map-name" });
    layer.on("add", () => layer.eachLayer((one) => one.getElement()?.setAttribute("data-tone", tone)));
    return layer;
  }

  look(layer) {
    this.map.fitBounds(layer.getBounds().pad(0.3), { maxZoom: 16, animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
    layer.openTooltip();
  }
}

customElements.define("ng-map", PlaceMap);
