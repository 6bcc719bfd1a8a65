// The sheet: status line, leaderboard, prices and the chaos meter.

import { showDesk } from "./desk.js";
import { candles, curve, element } from "./element.js";

const byId = (id) => document.getElementById(id);
const direction = (up) => (up > 0 ? "up" : up < 0 ? "down" : "flat");

export function showSheet(sheet, say) {
  byId("air").textContent = sheet.air;
  byId("air").dataset.air = sheet.air;
  byId("where").textContent = sheet.where;
  byId("mind").textContent = sheet.mind;
  if (byId("floor").getAttribute("aria-label") !== sheet.alt) byId("floor").setAttribute("aria-label", sheet.alt);
  showLeaders(sheet.traders, say);
  showPrices(sheet.prices);
  showChaos(sheet.chaos);
  showDesk(sheet.desk);
}

// The rows are kept and only filled anew, so that a focused button stays focused.
function showLeaders(traders, say) {
  const list = byId("leaders");
  while (list.childElementCount < traders.length) {
    const button = element("button", { type: "button" });
    button.addEventListener("click", () => say(`!thoughts ${button.dataset.who}`));
    list.append(element("li", { children: [button] }));
  }
  traders.forEach((trader, index) => fill(list.children[index].firstElementChild, trader));
}

function fill(button, trader) {
  button.dataset.who = trader.who;
  button.title = trader.positions.join("\n");
  button.setAttribute("aria-label", `${trader.rank}. ${trader.name}, ${trader.equity}, ${trader.gain}, holds ${trader.holds}. Hear their thoughts.`);
  button.replaceChildren(
    portrait(button, trader),
    element("span", { class: "rank", text: trader.rank }),
    element("span", { class: `face ${trader.who}`, text: trader.name }),
    element("span", { class: "equity", text: trader.equity }),
    element("span", { class: `gain ${direction(trader.up)}`, text: trader.gain }),
    element("span", { class: "holds", text: [trader.holds, trader.status, trader.canned ? "canned move" : ""].filter(Boolean).join(" · ") }),
    curve(trader.curve, trader.who),
  );
}

// The same picture stays in its place, so that it does not blink with every sheet.
function portrait(button, trader) {
  const shown = button.querySelector("img");
  if (shown && shown.getAttribute("src") === trader.face) return shown;
  return element("img", { class: "portrait", src: trader.face, alt: "", width: 48, height: 52 });
}

function price(one) {
  return element("li", { children: [
    element("span", { class: "asset", text: one.asset }),
    element("span", { class: "price", text: one.price }),
    element("span", { class: `gain ${direction(one.up)}`, text: one.change }),
    chart(one),
  ] });
}

const GRAINS = ["tick", "act", "bar"];
const GRAIN_SAYS = { bar: "a bar, a fifth of a tick", tick: "a tick", act: "a quarter of an episode" };
let grain = "tick";
let latest = [];

// The candles of an asset; a press on any of them shows the next of the three lengths on all.
function chart(one) {
  const rows = one.candles[grain];
  if (!rows.length) return curve(one.curve, direction(one.up));
  const says = `Each candle is ${GRAIN_SAYS[grain]}. Press for another length.`;
  const button = element("button", { class: "chart", title: says, "aria-label": `${one.asset}: ${says}`, children: [candles(rows, one.asset.toLowerCase())] });
  button.addEventListener("click", () => {
    grain = GRAINS[(GRAINS.indexOf(grain) + 1) % GRAINS.length];
    showPrices(latest);
  });
  return button;
}

function showPrices(prices) {
  latest = prices;
  byId("prices").replaceChildren(...prices.map(price));
}

function showChaos(chaos) {
  document.body.dataset.chaos = chaos.mode;
  byId("chaos-says").textContent = chaos.mode === "charging" ? `${chaos.says} behind it` : chaos.says;
  const share = chaos.mode === "striking" ? 1 : chaos.mode === "charging" ? chaos.backers / chaos.needed : 0;
  byId("meter-fill").style.width = `${Math.round(100 * Math.min(1, share))}%`;
  byId("chaos-button").title = chaos.headline;
}
