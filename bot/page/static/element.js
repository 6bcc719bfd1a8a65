// Elements made from parts. Text goes in as text, never as markup.

export function element(tag, { text, children, ...attributes } = {}) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  if (children) made.append(...children);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 64;
const HIGH = 16;

// Candles, each open, high, low and close: filled where the price fell, hollow where it rose.
export function candles(rows, className) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
  picture.setAttribute("class", `candles ${className}`);
  picture.setAttribute("aria-hidden", "true");
  const low = Math.min(...rows.map((row) => row[2]));
  const span = Math.max(...rows.map((row) => row[1])) - low || 1;
  const y = (value) => HIGH - 1 - ((value - low) * (HIGH - 2)) / span;
  const wide = WIDE / Math.max(rows.length, 12);
  rows.forEach(([first, top, bottom, last], index) => {
    const made = document.createElementNS(SVG, "path");
    const [left, right, middle] = [index * wide + 0.8, (index + 1) * wide - 0.8, (index + 0.5) * wide];
    const [up, down] = [y(Math.max(first, last)), Math.max(y(Math.min(first, last)), y(Math.max(first, last)) + 0.6)];
    made.setAttribute("d", `M${middle} ${y(top)}V${up}M${left} ${up}H${right}V${down}H${left}ZM${middle} ${down}V${y(bottom)}`);
    made.setAttribute("class", last < first ? "fall" : "rise");
    picture.append(made);
  });
  return picture;
}

// A curve of values between their lowest and highest, as a small picture without words.
export function curve(values, className) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
  picture.setAttribute("class", `curve ${className}`);
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("preserveAspectRatio", "none");
  if (values.length > 1) {
    const low = Math.min(...values);
    const span = Math.max(...values) - low || 1;
    const points = values.map((value, index) => {
      const x = (index * WIDE) / (values.length - 1);
      return `${x.toFixed(1)},${(HIGH - 1 - ((value - low) * (HIGH - 2)) / span).toFixed(1)}`;
    });
    const line = document.createElementNS(SVG, "polyline");
    line.setAttribute("points", points.join(" "));
    picture.append(line);
  }
  return picture;
}
