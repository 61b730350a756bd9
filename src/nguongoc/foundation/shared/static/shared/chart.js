// <ng-chart>: draws the table inside it. The table stays: it is the chart's other half, not its fallback.
let library; // one load for all charts of the page

function load(address) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.echarts);
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
    categories: rows.map((row) => words(row.cells[0])),
    series: names.map((name, index) => ({
      name,
      data: rows.map((row) => {
        const cell = row.cells[index + 1];
        return { value: cell.dataset.figure === "" ? null : Number(cell.dataset.figure), shown: cell.textContent };
      }),
    })),
  };
}

const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin"];
const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3], [12, 4]];

function option(element, { categories, series }) {
  const style = getComputedStyle(element);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const kind = element.getAttribute("kind");
  const unit = element.getAttribute("unit");
  const figures = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en-GB" : "vi-VN", { maximumFractionDigits: 3 });
  const words = { color: token("ink-2"), fontFamily: style.fontFamily, fontSize: 13 };
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 400,
    color: ["tea", "wait", "info", "bad", "ink-3"].map(token),
    textStyle: words,
    grid: { left: 4, right: 12, top: series.length > 1 ? 44 : 16, bottom: 4, containLabel: true },
    legend: { show: series.length > 1, top: 0, left: 0, itemGap: 18, textStyle: words },
    // Drawn on the canvas: a tooltip of HTML would need inline styles, which our policy refuses.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: token("card"),
      borderColor: token("line"),
      textStyle: { ...words, color: token("ink") },
      valueFormatter: (value) => (value == null ? "–" : `${figures.format(value)} ${unit}`.trim()),
    },
    xAxis: {
      type: "category",
      data: categories,
      axisLabel: { ...words, hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token("edge") } },
    },
    yAxis: {
      type: "value",
      name: "",
      scale: element.hasAttribute("free"),
      axisLabel: { ...words, formatter: (value) => figures.format(value) },
      splitLine: { lineStyle: { color: token("line") } },
    },
    series: series.map((one, index) => ({
      ...one,
      type: kind === "line" ? "line" : "bar",
      stack: kind === "stack" ? "all" : undefined,
      barMaxWidth: 44,
      itemStyle: kind === "bar" ? { borderRadius: [3, 3, 0, 0] } : undefined,
      symbol: SYMBOLS[index % SYMBOLS.length],
      symbolSize: 8,
      lineStyle: { width: 2.5, type: DASHES[index % DASHES.length] },
    })),
  };
}

class Chart extends HTMLElement {
  connectedCallback() {
    this.watch = new IntersectionObserver(([seen]) => seen.isIntersecting && this.draw(), { rootMargin: "200px" });
    this.watch.observe(this);
  }

  disconnectedCallback() {
    this.watch?.disconnect();
    this.size?.disconnect();
    this.dark?.removeEventListener("change", this.repaint);
    this.chart?.dispose();
  }

  async draw() {
    this.watch.disconnect();
    const echarts = await load(this.dataset.library);
    if (!this.isConnected) return;
    const plot = this.querySelector(".plot");
    plot.hidden = false;
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", this.getAttribute("label"));
    this.classList.add("drawn");
    this.chart = echarts.init(plot, null, { renderer: "canvas" });
    const data = read(this.querySelector("table"));
    this.repaint = () => this.chart.setOption(option(this, data), true);
    this.repaint();
    this.size = new ResizeObserver(() => this.chart.resize());
    this.size.observe(plot);
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.dark.addEventListener("change", this.repaint);
  }
}

customElements.define("ng-chart", Chart);
