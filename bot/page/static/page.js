// The page: wires the connection to the parts that show things. No part ever reads text as markup.

import { Ballot } from "./ballot.js";
import { Booth } from "./booth.js";
import { connect } from "./live.js";
import { Floor } from "./floor.js";
import { showSheet } from "./sheet.js";
import { Transcript } from "./transcript.js";

const byId = (id) => document.getElementById(id);

const floor = new Floor(byId("floor"));
const transcript = new Transcript(byId("rooms"), byId("wire"), byId("spoken"));
const booth = new Booth({
  section: byId("booth"), title: byId("booth-title"), picture: byId("booth-picture"), lines: byId("booth-lines"),
  holds: byId("booth-holds"), close: byId("booth-close"), toast: byId("toast"),
}, say);
const ballot = new Ballot(byId("ballot"), byId("question"), byId("options"));

const live = connect({
  seen: () => transcript.seq,
  onState: (text) => { byId("link").textContent = text; },
  onPicture: (bytes) => floor.draw(bytes),
  onMessage: {
    lines: (message) => transcript.take(message),
    sheet: (message) => { showSheet(message, say); transcript.place(message.rooms); ballot.show(message.vote, say); },
    answer: (message) => booth.open(message),
    plate: (message) => booth.hang(message),
    you: (message) => { byId("you").textContent = `you are viewer ${message.viewer}`; },
    moderator: (message) => { byId("moderator").hidden = !message.granted; },
  },
});

function say(text) {
  live.send({ type: "say", text });
}

byId("chaos-button").addEventListener("click", () => say("!chaos"));

for (const button of document.querySelectorAll("[data-say]")) {
  button.addEventListener("click", () => say(button.dataset.say));
}

// A reset starts everyone again: the button asks once more before it does.
const reset = byId("reset");
reset.addEventListener("click", () => {
  if (reset.dataset.sure) {
    say("reset yes");
    calmDown();
  } else {
    reset.dataset.sure = "yes";
    reset.textContent = "Reset: sure?";
    setTimeout(calmDown, 4000);
  }
});

function calmDown() {
  delete reset.dataset.sure;
  reset.textContent = "Reset";
}

byId("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = byId("typed").value.trim();
  if (text) say(text);
  byId("typed").value = "";
});
