// Draws the charts of a page from their Vega-Lite specification: the same that the documents draw. Always beside a table.
//
// <figure class="chart" data-chart="id of a json_script"></figure>   or   <figure class="chart" data-chart-src="/spec.json">
// Expressions are interpreted, never evaluated, so that the page needs no unsafe script policy.
(() => {
  const french = document.documentElement.lang.startsWith("fr");
  const DAYS = {
    dateTime: "%A %e %B %Y à %X", date: "%d/%m/%Y", time: "%H:%M:%S", periods: ["AM", "PM"],
    days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    shortDays: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    shortMonths: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
  };

  // The paper's inks and family become the page's: the same drawing on a light or a dark page.
  const INKS = { "#16262e": "--ink", "#5b6b73": "--ink-soft", "#a9b4b9": "--bars", "#dfe5e7": "--line", "#0b6e75": "--accent", '"white"': "--paper" };
  const fitted = (paper, width) => {
    const css = getComputedStyle(document.documentElement);
    let text = JSON.stringify(paper).replaceAll("Source Sans Pro", "Source Sans");
    for (const [ink, token] of Object.entries(INKS)) {
      const found = css.getPropertyValue(token).trim();
      if (found) text = text.replaceAll(ink, ink.startsWith('"') ? JSON.stringify(found) : found);
    }
    const spec = JSON.parse(width < 480 ? text.replaceAll(/"columns":\d+/g, '"columns":1') : text);
    return { ...spec, ...sized(spec, width), ...(width < 480 ? narrow(spec, text) : {}), title: undefined, background: "transparent" };
  };

  // One picture takes the width of its place; small multiples stand side by side where there is room, else below one another.
  const LABELS = 190;
  const sized = (spec, width) => {
    if (!spec.facet) return typeof spec.width === "number" ? { width: "container", autosize: { type: "fit-x", contains: "padding", resize: true } } : {};
    const facet = spec.facet.row || spec.facet.column || spec.facet;
    const many = new Set((spec.data.values || []).map((row) => row[facet.field])).size || 1;
    const columns = Math.min(many, Math.max(1, Math.floor(width / 460)));
    const inner = Math.max(110, Math.floor(width / columns) - LABELS - 30);
    return { facet: { ...facet, header: { title: null, labelAnchor: "start", labelFontWeight: 600, ...facet.header, labelOrient: "top" } }, columns, spacing: 24, spec: { ...spec.spec, width: inner } };
  };

  // On a phone the legend stands in one column, and the figures written after the bars get room to the right.
  const narrow = (spec, text) => ({
    config: { ...spec.config, legend: { ...spec.config?.legend, columns: 1 } },
    ...(!spec.facet && text.includes('"type":"text"') ? { padding: { left: 4, top: 4, bottom: 4, right: 44 } } : {}),
  });

  const draw = async (figure) => {
    if (figure.dataset.drawn || !window.vegaEmbed) return;
    figure.dataset.drawn = "yes";
    const { chart, chartSrc } = figure.dataset;
    const spec = chart ? JSON.parse(document.getElementById(chart).textContent) : await (await fetch(chartSrc)).json();
    // One picture with one sentence: the marks inside, drawn anew at every size, have nothing of their own to say.
    const [picture, place] = [document.createElement("div"), document.createElement("div")];
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", spec.description || "");
    place.setAttribute("aria-hidden", "true");
    place.style.width = "100%";
    picture.append(place);
    figure.prepend(picture);
    const options = { mode: "vega-lite", ast: true, renderer: "svg", actions: false, tooltip: { theme: "custom" } };
    if (spec.config?.locale?.number) options.formatLocale = spec.config.locale.number;
    if (french) options.timeFormatLocale = DAYS;
    const paint = async () => {
      try {
        figure.view = (await window.vegaEmbed(place, fitted(spec, place.clientWidth || 600), options)).view;
        figure.dispatchEvent(new Event("drawn", { bubbles: true })); // whoever moves something in the picture sets it again
      } catch (fault) { // the table beside says the same numbers
        picture.remove();
        console.warn(fault);
      }
    };
    await paint();
    new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  };

  const drawAll = (root) => root.querySelectorAll("figure.chart[data-chart], figure.chart[data-chart-src]").forEach(draw);
  document.addEventListener("DOMContentLoaded", () => drawAll(document));
  document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
})();
