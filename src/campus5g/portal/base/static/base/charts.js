// Draws the charts of a page from their Vega-Lite specification: the same that the documents draw. Always beside a table.
//
// <figure class="chart" data-chart="id of a json_script"></figure>   or   <figure class="chart" data-chart-src="/spec.json">
// Expressions are interpreted, never evaluated, so that the page needs no unsafe script policy.
(() => {
  const french = document.documentElement.lang.startsWith("fr");
  const NUMBERS = { decimal: ",", thousands: "\u202f", grouping: [3], currency: ["", "\u00a0€"] };
  const DAYS = {
    dateTime: "%A %e %B %Y à %X", date: "%d/%m/%Y", time: "%H:%M:%S", periods: ["AM", "PM"],
    days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    shortDays: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    shortMonths: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
  };

  // The paper's inks become the page's: the same drawing on a light or a dark page.
  const fitted = (spec) => {
    const css = getComputedStyle(document.documentElement);
    const [ink, soft, line, accent] = ["--ink", "--ink-soft", "--line", "--accent"].map((name) => css.getPropertyValue(name).trim());
    const dark = document.documentElement.dataset.bsTheme === "dark";
    const config = { ...spec.config, background: "transparent" };
    if (dark) {
      config.axis = { ...config.axis, labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line };
      config.legend = { ...config.legend, labelColor: soft, titleColor: soft };
      config.header = { ...config.header, labelColor: ink, titleColor: ink };
      config.text = { ...config.text, color: ink };
      config.rule = { ...config.rule, color: accent };
    }
    const wide = typeof spec.width === "number" && !spec.facet ? { width: "container", autosize: { type: "fit", contains: "padding", resize: true } } : {};
    return { ...spec, ...wide, title: undefined, background: "transparent", config };
  };

  const draw = async (figure) => {
    if (figure.dataset.drawn || !window.vegaEmbed) return;
    figure.dataset.drawn = "yes";
    const { chart, chartSrc } = figure.dataset;
    const spec = chart ? JSON.parse(document.getElementById(chart).textContent) : await (await fetch(chartSrc)).json();
    const place = document.createElement("div");
    place.style.width = "100%";
    figure.prepend(place);
    const options = { mode: "vega-lite", ast: true, renderer: "svg", actions: false, tooltip: { theme: "custom" } };
    if (french) Object.assign(options, { formatLocale: NUMBERS, timeFormatLocale: DAYS });
    try {
      await window.vegaEmbed(place, fitted(spec), options);
      const picture = place.querySelector("svg");
      picture?.setAttribute("role", "img");
      picture?.setAttribute("aria-label", spec.description || "");
    } catch (fault) { // the table beside says the same numbers
      place.remove();
      console.warn(fault);
    }
  };

  const drawAll = (root) => root.querySelectorAll("figure.chart[data-chart], figure.chart[data-chart-src]").forEach(draw);
  document.addEventListener("DOMContentLoaded", () => drawAll(document));
  document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
})();
