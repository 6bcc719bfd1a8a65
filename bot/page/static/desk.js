// The desk: house views, the newest argument, a seat for each analyst, and what became of stopped orders.

import { element } from "./element.js";

const byId = (id) => document.getElementById(id);
const LOUDEST = 2.5; // no analyst weighs more
const WAYS = [["direction", "down", "up"], ["risk", "storm", "calm"], ["execution", "wait", "trade"]];
let shown = "";

export function showDesk(desk) {
  const text = JSON.stringify(desk);
  if (text === shown) return; // it changes once a tick, the sheet more often
  shown = text;
  byId("desk-says").textContent = desk.says;
  byId("desk-views").replaceChildren(...desk.views.map(view));
  byId("desk-argument").hidden = !desk.argument;
  if (desk.argument) byId("desk-argument").replaceChildren(...argument(desk.argument));
  byId("desk-seats").replaceChildren(...desk.seats.map((one) => seat(one, desk.luck)));
  byId("desk-notes").replaceChildren(...desk.notes.map((note) => element("li", { text: note })));
}

function view(one) {
  const gauges = WAYS.map(([kind, low, high]) => gauge(one[kind], low, high));
  const item = element("li", { children: [element("b", { text: one.asset }), odds(one.disagreement), ...gauges] });
  item.title = one.says;
  item.setAttribute("aria-label", one.says);
  return item;
}

// A bar from the middle to the side that is meant, with a word at each end.
function gauge(value, low, high) {
  const bar = element("span", { class: value < 0 ? "fill minus" : "fill" });
  bar.style.left = `${50 + Math.min(0, value) * 50}%`;
  bar.style.width = `${Math.abs(value) * 50}%`;
  return element("span", { class: "gauge", children: [
    element("span", { text: low }), element("span", { class: "track", children: [bar] }), element("span", { text: high }),
  ] });
}

function odds(value) {
  return element("span", { class: value > 0.35 ? "odds sharp" : "odds", text: `disagreement ${value.toFixed(2)}` });
}

function argument(one) {
  return [
    element("h3", { text: `They argue over ${one.over}` }),
    side(one.champion, one.stands[0], one.claim, one.champion === one.loser, "claim"),
    side(one.dissenter, one.stands[1], one.objection, one.dissenter === one.loser, "objection"),
    ...(one.verdict ? [element("p", { class: "verdict", text: one.verdict })] : []),
  ];
}

function side(who, stands, evidence, lost, kind) {
  const parts = [element("b", { text: who + stands }), element("span", { text: `“${evidence}”` })];
  if (lost) parts.push(element("i", { text: "is believed less" }));
  return element("p", { class: kind, children: parts });
}

function seat(one, luck) {
  const fill = element("span", { class: one.lucky ? "fill" : one.weight > 1 ? "fill loud" : "fill quiet" });
  fill.style.width = `${(100 * one.weight) / LOUDEST}%`;
  const band = element("span", { class: "band" });
  band.style.left = `${(100 * luck.low) / LOUDEST}%`;
  band.style.width = `${(100 * (luck.high - luck.low)) / LOUDEST}%`;
  const item = element("li", { class: one.layer, children: [
    element("span", { class: "who", text: one.title }),
    element("span", { class: "signals", children: one.signals.map(signal) }),
    element("span", { class: "track", children: [band, fill] }),
    element("span", { class: "weight", text: one.weight.toFixed(2) }),
  ] });
  item.title = `${one.title}: weight ${one.weight.toFixed(2)}, score ${one.score.toFixed(2)}. ${luck.says}`;
  return item;
}

function signal(value) {
  if (value === null) return element("span", { class: "flat", text: "·" });
  return element("span", { class: value > 0 ? "up" : "down", text: Math.abs(value) < 15 ? "–" : value > 0 ? "▲" : "▼" });
}
