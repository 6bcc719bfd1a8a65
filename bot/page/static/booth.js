// Answers to this viewer alone: a thought opens the confessional booth, a list opens it as a note, and a single
// sentence is a toast that goes away by itself. A bell's picture opens it for everyone, for a while.

import { element } from "./element.js";

const TOAST = 6000; // milliseconds, enough to read 80 characters twice
const PLATE = 30000; // long enough for a newspaper

export class Booth {
  constructor({ section, title, picture, lines, holds, close, toast }, say) {
    Object.assign(this, { section, title, picture, lines, holds, toast, timer: 0, closing: 0, who: "" });
    picture.addEventListener("error", () => { picture.hidden = true; });
    holds.addEventListener("click", () => say(`!portfolio ${this.who}`));
    close.addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
  }

  open(message) {
    if (message.lines.length === 1 && message.word !== "thoughts") {
      this.tell(message.lines[0]);
      return;
    }
    this.tell("");
    const secret = message.word === "thoughts";
    this.who = message.who;
    this.holds.hidden = !secret;
    this.section.className = secret ? `confessional ${message.who}` : `note ${message.word}`;
    this.title.textContent = secret ? "Confessional" : message.word || "The floor says";
    this.lines.replaceChildren(...message.lines.map((text) => element("p", { dir: "auto", text })));
    // The words stand beside the picture, so it needs none of its own.
    this.look(message.picture && `${message.picture}?${Date.now()}`, "");
    this.section.hidden = false;
  }

  // A picture that a bell brought: it is shown to everyone and goes away by itself.
  hang(message) {
    this.holds.hidden = true;
    this.section.className = "plate";
    this.title.textContent = message.title;
    this.lines.replaceChildren();
    this.look(message.picture, message.alt);
    this.section.hidden = false;
    this.closing = setTimeout(() => this.close(), PLATE);
  }

  look(source, alt) {
    clearTimeout(this.closing);
    this.picture.hidden = !source;
    this.picture.alt = alt;
    if (source) this.picture.src = source;
    else this.picture.removeAttribute("src");
  }

  tell(text) {
    clearTimeout(this.timer);
    this.toast.textContent = text;
    this.timer = setTimeout(() => { this.toast.textContent = ""; }, TOAST);
  }

  close() {
    clearTimeout(this.closing);
    this.section.hidden = true;
  }
}
