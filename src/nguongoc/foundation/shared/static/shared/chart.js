// <ng-chart>: draws the table inside it. The table stays: it is the chart's other half, not its fallback.
let library; // one load for all charts of the page

function load(address) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.Chart);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

function read(table) {
  const words = (cell) => cell.firstChild.textContent.trim();
  const rows = [...table.tBodies[0].rows];
  const names = [...table.tHead.rows[0].cells].slice(1).map(words);
  return {
    labels: rows.map((row) => words(row.cells[0])),
    series: names.map((label, index) => ({
      label,
      data: rows.map(({ cells: { [index + 1]: cell } }) => (cell.dataset.figure === "" ? null : Number(cell.dataset.figure))),
    })),
  };
}

const MANY = 12; // So many names stand side by side; of more, some are left out.
const WIDE = 16;

// A long name in lines that each fit below a bar.
function inLines(name) {
  const lines = [];
  for (const word of name.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || `${last} ${word}`.length > WIDE) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

// Told apart without colour too.
const POINTS = ["circle", "rect", "triangle", "rectRot", "star"];
const DASHES = [[], [7, 5], [2, 4], [9, 4, 2, 4], [14, 5]];

const BY_KIND = {
  line: (colour, index) => ({
    borderColor: colour,
    borderWidth: 2.5,
    borderDash: DASHES[index % DASHES.length],
    pointStyle: POINTS[index % POINTS.length],
    pointBackgroundColor: colour,
    pointRadius: 4,
    pointHoverRadius: 6,
  }),
  bar: (colour) => ({ backgroundColor: colour, borderRadius: { topLeft: 3, topRight: 3 }, maxBarThickness: 44 }),
  stack: (colour) => ({ backgroundColor: colour, maxBarThickness: 44 }),
};

function configuration(element, { labels, series }) {
  const style = getComputedStyle(element);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const kind = element.getAttribute("kind");
  const unit = element.getAttribute("unit");
  const figures = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en-GB" : "vi-VN", { maximumFractionDigits: 3 });
  const font = { family: style.fontFamily, size: 13 };
  const ticks = { color: token("ink-2"), font };
  const colours = ["tea", "wait", "info", "bad", "ink-3"].map(token);
  const told = (value) => (value == null ? "–" : `${figures.format(value)} ${unit}`.trim());
  return {
    type: kind === "line" ? "line" : "bar",
    data: {
      labels: labels.map(inLines),
      datasets: series.map((one, index) => ({ ...one, ...BY_KIND[kind](colours[index % colours.length], index) })),
    },
    options: {
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 400 },
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      scales: {
        x: {
          stacked: kind === "stack",
          border: { color: token("edge") },
          grid: { display: false },
          ticks: { ...ticks, maxRotation: labels.length > MANY ? 0 : 45, autoSkipPadding: 12 },
        },
        y: {
          stacked: kind === "stack",
          beginAtZero: !element.hasAttribute("free"),
          border: { display: false },
          grid: { color: token("line") },
          ticks: { ...ticks, maxTicksLimit: 7, callback: (value) => figures.format(value) },
        },
      },
      plugins: {
        legend: {
          display: series.length > 1,
          align: "start",
          labels: { color: token("ink-2"), font, usePointStyle: kind === "line", boxWidth: 14, boxHeight: kind === "line" ? 7 : 13, padding: 14 },
        },
        tooltip: {
          backgroundColor: token("card"),
          borderColor: token("line"),
          borderWidth: 1,
          titleColor: token("ink"),
          titleFont: { ...font, weight: 600 },
          bodyColor: token("ink"),
          bodyFont: font,
          padding: 10,
          boxPadding: 5,
          usePointStyle: kind === "line",
          callbacks: {
            title: ([{ dataIndex }]) => labels[dataIndex],
            label: ({ dataset, raw }) => (series.length > 1 ? `${dataset.label}: ${told(raw)}` : told(raw)),
          },
        },
      },
    },
  };
}

class Drawing extends HTMLElement {
  connectedCallback() {
    this.watch = new IntersectionObserver(([seen]) => seen.isIntersecting && this.draw(), { rootMargin: "200px" });
    this.watch.observe(this);
  }

  disconnectedCallback() {
    this.watch?.disconnect();
    this.dark?.removeEventListener("change", this.paint);
    this.chart?.destroy();
  }

  async draw() {
    this.watch.disconnect();
    const Chart = await load(this.dataset.library);
    if (!this.isConnected) return;
    const plot = this.querySelector(".plot");
    plot.hidden = false;
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", this.getAttribute("label"));
    plot.append(document.createElement("canvas"));
    this.classList.add("drawn");
    const told = read(this.querySelector("table"));
    this.paint = () => {
      this.chart?.destroy();
      this.chart = new Chart(plot.firstElementChild, configuration(this, told));
    };
    this.paint();
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.dark.addEventListener("change", this.paint);
  }
}

customElements.define("ng-chart", Drawing);
