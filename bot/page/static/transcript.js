// The transcript: what is said, traded and walked in each room, and the wire for everything that has no room.

import { element } from "./element.js";

const ROOMS = ["Startup Offices", "VC Office", "Coffee Shop", "News Room"];
const KEPT = 60; // lines in a room; older ones are in the log, and !trail reads them
const WIRE_KEPT = 30;

export class Transcript {
  constructor(rooms, wire, spoken) {
    this.seq = 0;
    this.wire = wire;
    this.spoken = spoken;
    this.columns = new Map(ROOMS.map((room) => [room, column(room)]));
    rooms.replaceChildren(...[...this.columns.values()].map((one) => one.section));
  }

  take(message) {
    if (message.fresh) {
      this.wire.replaceChildren();
      for (const { list } of this.columns.values()) list.replaceChildren();
    }
    this.seq = message.seq;
    for (const line of message.lines) this.add(line);
  }

  add(line) {
    const list = this.columns.get(line.room)?.list ?? this.wire;
    const stuck = list.scrollTop + list.clientHeight >= list.scrollHeight - 24;
    list.append(row(line));
    while (list.childElementCount > (list === this.wire ? WIRE_KEPT : KEPT)) list.firstElementChild.remove();
    if (stuck) list.scrollTop = list.scrollHeight;
    if (line.kind === "speech") this.spoken.textContent = `${line.room}, ${line.name}: ${line.text}`;
  }

  place(rooms) {
    for (const { room, present } of rooms) {
      const chips = present.map((who) => element("span", { class: `chip ${who}`, text: who[0].toUpperCase() + who.slice(1) }));
      this.columns.get(room).present.replaceChildren(...chips);
    }
  }
}

function column(room) {
  const present = element("span", { class: "present" });
  const list = element("ol", { tabindex: "0", "aria-label": `What is said in the ${room}` });
  const head = element("h2", { children: [element("span", { text: room }), present] });
  const section = element("section", { class: "room", children: [head, list] });
  section.dataset.room = room;
  return { section, list, present };
}

function row(line) {
  const parts = [];
  if (line.name) parts.push(element("b", { class: line.canned ? "" : line.who, text: line.name }), " ");
  const text = line.kind === "speech" || line.kind === "thought" ? `“${line.text}”` : line.text;
  parts.push(element("span", { class: "text", dir: "auto", text }));
  if (line.canned) parts.push(element("i", { text: ` [${line.canned}]` }));
  for (const more of line.more) parts.push(element("span", { class: "more", dir: "auto", text: more }));
  const item = element("li", { class: line.canned ? `${line.kind} canned` : line.kind, children: parts });
  item.title = `tick ${line.tick}`;
  return item;
}
