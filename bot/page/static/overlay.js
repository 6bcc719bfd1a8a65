// The overlay: one part of the show for a browser source of OBS, see-through around it. The address names it.

import { element } from "./element.js";
import { connect } from "./live.js";
import { Floor } from "./floor.js";

const CAPTION_SECONDS = 9;
const LETTERS_A_SECOND = 18;
const STRIP_PIXELS_A_SECOND = 120;

const stage = document.getElementById("part");
const direction = (up) => (up > 0 ? "up" : up < 0 ? "down" : "flat");

const PARTS = {
  scene: { says: "the whole picture, 1280 by 720", make: scene },
  leaderboard: { says: "who leads, 560 by 310", make: leaderboard },
  ticker: { says: "prices and the headline in one line, 1280 by 48", make: ticker },
  captions: { says: "what is said, typed as it is said, 1280 by 160", make: captions },
  votes: { says: "the open vote; nothing while there is none, 640 by 400", make: votes },
  chaos: { says: "the chaos meter, 480 by 170", make: chaos },
};

const name = location.pathname.split("/")[2] || "parts";
stage.dataset.part = name;
const part = name in PARTS ? PARTS[name].make() : listOfParts();
let newest = 0;

if (part) {
  connect({
    seen: () => newest,
    onState: (text) => { document.getElementById("link").textContent = text; },
    onPicture: part.picture,
    onMessage: {
      lines: (message) => { newest = message.seq; part.lines?.(message); },
      sheet: (message) => part.sheet?.(message),
    },
  });
}

function listOfParts() {
  const entries = Object.entries(PARTS).map(([word, { says }]) =>
    element("li", { children: [element("a", { href: `/overlay/${word}`, text: `${location.origin}/overlay/${word}` }), ` ${says}`] }));
  stage.replaceChildren(
    element("h1", { text: "Browser sources" }),
    element("p", { text: "Add one of these addresses in OBS as a Browser source, with the size beside it." }),
    element("ul", { children: entries }),
  );
  return null;
}

function scene() {
  const canvas = element("canvas", { width: 320, height: 180, role: "img", "aria-label": "The office floor" });
  stage.replaceChildren(canvas);
  const floor = new Floor(canvas);
  return { picture: (bytes) => floor.draw(bytes) };
}

function leaderboard() {
  const list = element("ol");
  stage.replaceChildren(list);
  return { sheet: ({ traders }) => list.replaceChildren(...traders.map(place)) };
}

function place(trader) {
  const status = [trader.status, trader.canned ? "canned move" : ""].filter(Boolean).join(", ");
  return element("li", { class: trader.who, children: [
    element("span", { class: "rank", text: trader.rank }),
    element("span", { text: trader.name }),
    element("span", { class: "equity", text: trader.equity }),
    element("span", { class: `gain ${direction(trader.up)}`, text: trader.gain }),
    ...(status ? [element("span", { class: "status", text: status })] : []),
  ] });
}

function ticker() {
  const chip = element("span", { class: "chip", text: "NEWS" });
  const strip = element("div", { class: "strip" });
  stage.replaceChildren(chip, element("div", { class: "window", children: [strip] }));
  let headline = "";
  let shown = "";
  function fill(sheet) {
    const striking = sheet.chaos.mode === "striking";
    const said = striking ? sheet.chaos.headline : headline;
    const key = JSON.stringify([said, sheet.prices.map((one) => [one.price, one.change])]);
    if (key === shown) return; // an unchanged strip goes on running where it is
    shown = key;
    chip.textContent = striking ? "CHAOS" : "NEWS";
    strip.replaceChildren(...tickerRow(said, sheet.prices), ...tickerRow(said, sheet.prices));
    strip.style.setProperty("--seconds", `${Math.max(8, strip.scrollWidth / 2 / STRIP_PIXELS_A_SECOND)}s`);
  }
  return {
    lines: ({ lines }) => { headline = lines.findLast((line) => line.kind === "news")?.text ?? headline; },
    sheet: fill,
  };
}

function tickerRow(headline, prices) {
  const row = prices.map((one) => element("span", { children: [
    `${one.asset} ${one.price} `, element("b", { class: direction(one.up), text: one.change }),
  ] }));
  if (headline) row.unshift(element("span", { class: "headline", dir: "auto", text: headline }));
  return row;
}

function captions() {
  let timer = 0;
  let typing = 0;
  const clear = () => stage.replaceChildren();
  function caption(line) {
    const before = stage.querySelector("p:not(.where, .old)");
    const words = element("p", { class: line.kind === "thought" ? `thought ${line.who}` : line.who, dir: "auto" });
    const where = element("p", { class: "where", text: line.kind === "thought" ? "thinks" : line.room });
    if (before) {
      before.classList.add("old");
      before.textContent = before.dataset.whole;
    }
    stage.replaceChildren(...(before ? [before] : []), words, where);
    type(words, `${line.name}: “${line.text}”`, line.name.length + 2);
    clearTimeout(timer);
    timer = setTimeout(clear, CAPTION_SECONDS * 1000);
  }
  function type(words, text, from) {
    clearInterval(typing);
    const letters = [...text];
    words.dataset.whole = text;
    let shown = from;
    words.textContent = letters.slice(0, shown).join("");
    typing = setInterval(() => {
      words.textContent = letters.slice(0, ++shown).join("");
      if (shown >= letters.length) clearInterval(typing);
    }, 1000 / LETTERS_A_SECOND);
  }
  return {
    lines: ({ fresh, lines }) => {
      if (fresh) clear(); // another night, or a blanked one: nothing of before is seen
      const said = lines.filter((line) => line.kind === "speech" || line.kind === "thought").at(-1);
      if (said) caption(said);
    },
  };
}

function votes() {
  const question = element("h2");
  const how = element("p", { class: "how" });
  const list = element("ol");
  const section = element("section", { children: [question, how, list] });
  section.hidden = true;
  stage.replaceChildren(section);
  return {
    sheet: ({ vote }) => {
      section.hidden = !vote;
      if (!vote) return;
      question.textContent = vote.question;
      how.textContent = `type !vote and a number, ${vote.left}`;
      const most = Math.max(1, ...vote.options.map((option) => option.votes));
      while (list.childElementCount < vote.options.length) list.append(choice());
      while (list.childElementCount > vote.options.length) list.lastElementChild.remove();
      vote.options.forEach((option, index) => {
        const [bar, label, count] = list.children[index].children;
        bar.style.width = `${(100 * option.votes) / most}%`;
        label.textContent = `${index + 1} ${option.label}`;
        count.textContent = option.votes;
      });
    },
  };
}

function choice() {
  return element("li", { children: [
    element("span", { class: "bar" }),
    element("span", { class: "label", dir: "auto" }),
    element("span", { class: "count" }),
  ] });
}

function chaos() {
  const says = element("p", { class: "says", dir: "auto" });
  const fill = element("div", { class: "fill" });
  stage.replaceChildren(element("section", { children: [
    element("p", { class: "word", text: "!CHAOS" }), says, element("div", { class: "meter", children: [fill] }),
  ] }));
  return {
    sheet: ({ chaos: now }) => {
      stage.dataset.mode = now.mode;
      says.textContent = now.headline || (now.mode === "charging" ? `${now.says} behind it` : now.says);
      const share = now.mode === "striking" ? 1 : now.mode === "charging" ? now.backers / now.needed : 0;
      fill.style.width = `${Math.round(100 * Math.min(1, share))}%`;
    },
  };
}
