// The ballot: a button for each choice, with the votes so far as a bar behind its words.

import { element } from "./element.js";

export class Ballot {
  constructor(section, question, options) {
    Object.assign(this, { section, question, options, number: 0, mine: -1 });
  }

  show(vote, say) {
    this.section.hidden = !vote;
    if (!vote) return;
    if (vote.number !== this.number) this.open(vote, say);
    this.question.textContent = `${vote.question} (${vote.left})`;
    const most = Math.max(1, ...vote.options.map((option) => option.votes));
    vote.options.forEach((option, index) => {
      const button = this.options.children[index];
      const [bar, , votes] = button.children;
      bar.style.width = `${(100 * option.votes) / most}%`;
      votes.textContent = option.votes || "";
      button.setAttribute("aria-pressed", String(index === this.mine));
    });
  }

  open(vote, say) {
    this.number = vote.number;
    this.mine = -1;
    this.options.replaceChildren(...vote.options.map((option, index) => {
      const button = element("button", { type: "button", "aria-pressed": "false", children: [
        element("span", { class: "bar" }),
        element("span", { class: "label", dir: "auto", text: `${index + 1}. ${option.label}` }),
        element("span", { class: "votes" }),
      ] });
      button.addEventListener("click", () => {
        this.mine = index;
        say(`!vote ${index + 1}`);
      });
      return button;
    }));
  }
}
