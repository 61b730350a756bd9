// Reading codes with the camera, one after the other. The browser's own detector where it reads QR codes, else ours
// (WebAssembly, from this site). Reading needs no network; only looking up does.
const FORMATS = ["qr_code", "data_matrix", "code_128", "ean_13", "ean_8", "upc_a", "upc_e", "itf"];
const PAUSE = 120; // milliseconds between two looks: a cheap phone must stay cool

async function detector(element) {
  const own = globalThis.BarcodeDetector;
  const known = own ? await own.getSupportedFormats().catch(() => []) : [];
  if (known.includes("qr_code") && known.includes("code_128")) {
    return new own({ formats: FORMATS.filter((one) => known.includes(one)) });
  }
  await load(element.dataset.decoder);
  const { BarcodeDetector, prepareZXingModule } = globalThis.BarcodeDetectionAPI;
  prepareZXingModule({ overrides: { locateFile: () => element.dataset.wasm } });
  return new BarcodeDetector({ formats: FORMATS });
}

function load(address) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
}

// GS1's check digit, weights 3 and 1 from the right.
export function checks(digits) {
  let total = 0;
  for (let at = digits.length - 2, weight = 3; at >= 0; at -= 1, weight = 4 - weight) total += weight * Number(digits[at]);
  return (10 - (total % 10)) % 10 === Number(digits.at(-1));
}

// What the check digit of a code says: false where it has one and it is wrong. Anything else is asked of the server.
export function plausible(typed) {
  const bare = typed.replace(/[\s.–-]/g, "").toUpperCase();
  const control = /^T(\d{13})$/.exec(bare);
  if (control) return checks(control[1]);
  if (/^(\d{8}|\d{12,14}|\d{18})$/.test(bare)) return checks(bare);
  const link = /\/01\/(\d{14})(\/|$|\?)/.exec(typed);
  return link ? checks(link[1]) : true;
}

class Scan extends HTMLElement {
  connectedCallback() {
    this.find = (selector) => this.querySelector(selector);
    this.video = this.find("video");
    this.list = this.find(".found");
    this.codes = new Map();
    this.find("[data-camera]").hidden = !navigator.mediaDevices?.getUserMedia;
    if (this.find("[data-camera]").hidden) this.say(this.dataset.absent);
    this.find("[data-camera]").addEventListener("click", () => this.start());
    this.find("[data-stop]").addEventListener("click", () => this.stop());
    this.find("[data-torch]").addEventListener("click", () => this.torch());
    this.find("[data-copy]").addEventListener("click", () => navigator.clipboard?.writeText([...this.codes.keys()].join("\n")));
    this.find("form").addEventListener("submit", (event) => this.typed(event));
    addEventListener("online", () => this.askAgain());
  }

  disconnectedCallback() {
    this.stop();
  }

  say(words) {
    this.find(".said").textContent = words;
  }

  async start() {
    try {
      const wish = { video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } }, audio: false };
      this.stream = await navigator.mediaDevices.getUserMedia(wish);
    } catch (error) {
      this.say(error.name === "NotAllowedError" ? this.dataset.refused : this.dataset.absent);
      return;
    }
    this.say("");
    this.video.srcObject = this.stream;
    this.find(".view").hidden = false;
    await this.video.play();
    this.show(true);
    try {
      this.detector ??= await detector(this);
    } catch {
      this.say(this.dataset.offline);
      this.stop();
      return;
    }
    this.look();
  }

  show(running) {
    const track = this.stream?.getVideoTracks()[0];
    this.find("[data-camera]").hidden = running;
    this.find("[data-stop]").hidden = !running;
    this.find("[data-torch]").hidden = !running || !track?.getCapabilities?.().torch;
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.find(".view").hidden = true;
    this.show(false);
  }

  async torch() {
    const button = this.find("[data-torch]");
    const on = button.getAttribute("aria-pressed") !== "true";
    await this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
    button.setAttribute("aria-pressed", String(on));
  }

  async look() {
    while (this.stream) {
      if (this.video.readyState >= 2) {
        const seen = await this.detector.detect(this.video).catch(() => []);
        for (const one of seen) this.add(one.rawValue);
      }
      await new Promise((later) => setTimeout(later, PAUSE));
    }
  }

  typed(event) {
    event.preventDefault();
    const field = this.find("input[name=so]");
    const value = field.value.trim();
    if (!value) return;
    if (!plausible(value)) {
      this.say(this.dataset.wrong);
      field.setAttribute("aria-invalid", "true");
      return;
    }
    field.removeAttribute("aria-invalid");
    field.value = "";
    this.say("");
    this.add(value);
  }

  add(code) {
    if (!code || this.codes.has(code)) return;
    const row = document.createElement("li");
    row.innerHTML = "<code></code> <span></span>";
    row.firstChild.textContent = code;
    this.codes.set(code, row);
    this.list.prepend(row);
    this.find(".count").textContent = this.codes.size;
    this.find("[data-copy]").hidden = !navigator.clipboard;
    navigator.vibrate?.(60);
    this.ask(code, row);
  }

  askAgain() {
    for (const [code, row] of this.codes) if (row.dataset.waits) this.ask(code, row);
  }

  async ask(code, row) {
    const words = row.querySelector("span");
    words.textContent = this.dataset.looking;
    try {
      const answer = await fetch(`${this.dataset.answer}?ma=${encodeURIComponent(code)}`);
      if (!answer.ok) throw new Error(answer.status);
      this.tell(row, await answer.json());
      delete row.dataset.waits;
    } catch {
      row.dataset.waits = "1";
      words.textContent = this.dataset.offline + " ";
      const again = document.createElement("button");
      again.type = "button";
      again.className = "button plain";
      again.textContent = this.dataset.again;
      again.addEventListener("click", () => this.ask(code, row));
      words.append(again);
    }
  }

  tell(row, found) {
    const words = document.createElement(found.link ? "a" : "span");
    words.textContent = found.words;
    if (found.link) words.href = found.link;
    const place = row.querySelector("span");
    place.replaceChildren(words);
    place.dataset.tone = found.tone;
    if (found.control) row.dataset.control = found.control;
    this.offerSteps();
  }

  // Stamps of a roll: from the lowest control number that was scanned to the highest.
  offerSteps() {
    const found = [...this.list.children].map((row) => row.dataset.control).filter(Boolean).sort();
    const link = this.find("[data-steps]");
    link.hidden = found.length < 2;
    if (found.length > 1) link.href = `${this.dataset.step}?viec=activated&tu=${found[0]}&den=${found.at(-1)}`;
  }
}

customElements.define("ng-scan", Scan);
