// Answers to this viewer alone: a thought opens the confessional booth, a list opens it as a note, and a single
// sentence is a toast that goes away by itself.

import { element } from "./element.js";

const TOAST = 6000; // milliseconds, enough to read 80 characters twice

export class Booth {
  constructor({ section, title, lines, holds, close, toast }, say) {
    Object.assign(this, { section, title, lines, holds, toast, timer: 0, who: "" });
    holds.addEventListener("click", () => say(`!portfolio ${this.who}`));
    close.addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
  }

  open(message) {
    if (message.lines.length === 1 && message.word !== "thoughts") {
      this.tell(message.lines[0]);
      return;
    }
    const secret = message.word === "thoughts";
    this.who = message.who;
    this.holds.hidden = !secret;
    this.section.className = secret ? `confessional ${message.who}` : `note ${message.word}`;
    this.title.textContent = secret ? "Confessional" : message.word || "The floor says";
    this.lines.replaceChildren(...message.lines.map((text) => element("p", { dir: "auto", text })));
    this.section.hidden = false;
  }

  tell(text) {
    clearTimeout(this.timer);
    this.toast.textContent = text;
    this.timer = setTimeout(() => { this.toast.textContent = ""; }, TOAST);
  }

  close() {
    this.section.hidden = true;
  }
}
